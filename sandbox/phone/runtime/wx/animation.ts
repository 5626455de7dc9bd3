import type { Phone } from '../phone';
import type { Api } from './api';

/** `wx.createAnimation`: the actions are made, but this phone does not play them; that is recorded. */
export const animation = (phone: Phone): Api => ({
  createAnimation: (options: object = {}) => {
    phone.reports.recorded.push({ name: 'createAnimation', options });
    const finished: object[] = [];
    let current: object[] = [];
    const builder: object = new Proxy(
      {},
      {
        get: (_, name: string) => {
          if (name === 'step') {
            return (step: object = {}) => {
              finished.push({
                animates: current,
                option: { transition: { duration: 400, ...options, ...step } },
              });
              current = [];
              return builder;
            };
          }
          if (name === 'export') return () => ({ actions: finished.splice(0) });
          return (...values: unknown[]) => {
            current.push({ type: name, args: values });
            return builder;
          };
        },
      },
    );
    return builder;
  },
});
