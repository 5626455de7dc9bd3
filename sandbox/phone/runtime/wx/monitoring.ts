import type { Phone } from '../phone';
import type { Api } from './api';

/** WeChat's reporting goes nowhere here; what would have been sent is written down. */
export const monitoring = (phone: Phone): Api => {
  const record =
    (name: string) =>
    (...values: unknown[]): void => {
      phone.reports.recorded.push({ name, options: values });
      phone.reports.changed();
    };
  const logger = (name: string) => () => ({
    info: record(`${name}.info`),
    warn: record(`${name}.warn`),
    error: record(`${name}.error`),
    log: record(`${name}.log`),
    debug: record(`${name}.debug`),
    setFilterMsg: record(`${name}.setFilterMsg`),
    addFilterMsg: record(`${name}.addFilterMsg`),
  });
  return {
    reportEvent: record('reportEvent'),
    reportMonitor: record('reportMonitor'),
    reportAnalytics: record('reportAnalytics'),
    reportPerformance: record('reportPerformance'),
    getLogManager: logger('logManager'),
    getRealtimeLogManager: logger('realtimeLogManager'),
  };
};
