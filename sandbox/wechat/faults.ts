/** What may go wrong on a call to WeChat or on a push from it. */
export const faultKinds = ['errcode', 'timeout_before', 'timeout_after', 'drop', 'double', 'delay', 'reorder'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** `path` strikes calls to that path (with or without its query), `push` the pushes to that account. */
export interface FaultRule {
  path?: string | undefined;
  push?: string | undefined;
  kind: FaultKind;
  errcode?: number | undefined;
  ms?: number | undefined;
  probability?: number | undefined;
  count?: number | undefined;
}

/** What strikes one call or one try: a delay, and at most one other fault. */
export interface Strike {
  delayMs: number;
  fault?: FaultRule;
}

export interface Faults {
  replace(seed: number, rules: FaultRule[]): void;
  forCall(path: string): Strike;
  forPush(appid: string): Strike;
}

/** The same seed gives the same sequence of numbers in [0, 1) (mulberry32). */
const seeded = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const createFaults = (initialSeed: number): Faults => {
  let random = seeded(initialSeed);
  let rules: (FaultRule & { left: number })[] = [];

  const strike = (concerns: (rule: FaultRule) => boolean): Strike => {
    const result: Strike = { delayMs: 0 };
    for (const rule of rules) {
      if (rule.left <= 0 || !concerns(rule)) continue;
      if (rule.kind !== 'delay' && result.fault) continue;
      if (random() >= (rule.probability ?? 1)) continue;
      rule.left -= 1;
      if (rule.kind === 'delay') result.delayMs += rule.ms ?? 1000;
      else result.fault = rule;
    }
    return result;
  };

  return {
    replace: (seed, next) => {
      random = seeded(seed);
      rules = next.map((rule) => ({ ...rule, left: rule.count ?? Infinity }));
    },
    forCall: (path) =>
      strike((rule) => rule.path !== undefined && (rule.path === path || rule.path === path.split('?')[0])),
    forPush: (appid) => strike((rule) => rule.push === appid),
  };
};
