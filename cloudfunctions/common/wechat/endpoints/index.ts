import type * as v from 'valibot';
import { credentials } from './credentials';
import { issuing } from './issuing';
import { merchant } from './merchant';
import { platform } from './platform';
import { reimburser } from './reimburser';
import { titles } from './titles';

export type { Endpoint } from './declare';

/** Every interface that this project speaks. A new one is a new entry. */
export const endpoints = { ...credentials, ...merchant, ...platform, ...reimburser, ...titles, ...issuing };

export type EndpointName = keyof typeof endpoints;
export type RequestOf<N extends EndpointName> = v.InferInput<(typeof endpoints)[N]['request']>;
export type AnswerOf<N extends EndpointName> = v.InferOutput<(typeof endpoints)[N]['answer']>;
