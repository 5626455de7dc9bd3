import type { PhoneSettings, Program } from './config';

const DARK_QUERY = '(prefers-color-scheme: dark)';

/** Light or dark: what the phone is set to, as far as the mini program follows it (`darkmode`). */
export interface Theme {
  current: () => 'light' | 'dark';
  themed: (value: string) => string;
  /** Follows the system again, or keeps to one of the two. */
  choose: (choice: PhoneSettings['theme']) => void;
}

export const createTheme = (program: Program, settings: PhoneSettings, changed: (theme: string) => void): Theme => {
  let choice = settings.theme;
  const system = matchMedia(DARK_QUERY);
  const current = (): 'light' | 'dark' => {
    if (!program.app.darkmode) return 'light';
    if (choice !== 'auto') return choice;
    return system.matches ? 'dark' : 'light';
  };
  let last = current();
  const check = (): void => {
    document.documentElement.dataset['theme'] = current();
    if (current() === last) return;
    last = current();
    changed(last);
  };
  system.addEventListener('change', check);
  check();
  return {
    current,
    themed: (value) => (value.startsWith('@') ? (program.theme[current()]?.[value.slice(1)] ?? '') : value),
    choose: (next) => {
      choice = next;
      const sheet = document.querySelector<HTMLLinkElement>('link[data-app-styles]');
      if (sheet) sheet.href = `/phone/app.css?theme=${next}`;
      check();
    },
  };
};
