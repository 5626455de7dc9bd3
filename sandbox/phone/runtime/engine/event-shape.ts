import type * as ge from 'glass-easel';
import { domOf } from './nodes';

/** An event as glass-easel hands it to a listener. */
type EngineEvent = ge.ShadowedEvent<unknown> & { touches?: unknown[]; changedTouches?: unknown[] };

const describeTarget = (target: ge.Element): Record<string, unknown> => {
  // glass-easel hands out the component's caller where a component is the target.
  const node = '_$' in target ? (target as { _$: ge.Element })._$ : target;
  const element = domOf(node);
  return {
    id: node.id,
    dataset: node.dataset ?? {},
    offsetLeft: element?.offsetLeft ?? 0,
    offsetTop: element?.offsetTop ?? 0,
  };
};

/** The event object that a page's handler gets: plain targets, `mark`, touches. */
export const shapeEvent = (event: EngineEvent): Record<string, unknown> => {
  const plain: Record<string, unknown> = {
    type: event.type,
    timeStamp: event.timeStamp,
    detail: event.detail ?? {},
    mark: event.mark ?? {},
    target: describeTarget(event.target),
    currentTarget: describeTarget(event.currentTarget),
  };
  for (const key of ['touches', 'changedTouches'] as const) if (event[key]) plain[key] = event[key];
  const shaped = Object.create(event) as Record<string, unknown>;
  for (const [key, value] of Object.entries(plain)) {
    Object.defineProperty(shaped, key, { value, enumerable: true, writable: true });
  }
  return shaped;
};
