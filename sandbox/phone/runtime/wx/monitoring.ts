import type { Phone } from '../phone';
import type { Api } from './api';

/** WeChat's reporting goes nowhere here; what would have been sent is written down. */
export const monitoring = (phone: Phone): Api => ({
  reportEvent: (...values: unknown[]): void => {
    phone.reports.recorded.push({ name: 'reportEvent', options: values });
    phone.reports.changed();
  },
});
