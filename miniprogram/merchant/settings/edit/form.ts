import type { MerchantInput, Settings } from '../../../../contract/merchant';

export type Change = MerchantInput['settings.put']['change'];

/** What was typed and chosen, by the key of the field. */
export type Values = Record<string, string>;

/** What is wrong with a field, by its key. */
export type Problems = Record<string, string>;

export type Field =
  | {
      kind: 'text';
      key: string;
      label: string;
      placeholder: string;
      maxlength: number;
      type: 'text' | 'number' | 'digit';
    }
  | { kind: 'choice'; key: string; label: string; options: { value: string; text: string }[] }
  | { kind: 'fact'; key: string; label: string; value: string };

export interface Section {
  key: string;
  title: string;
  /** Said below the fields. */
  note: string;
  fields: Field[];
}

/** How one part of the settings is edited. */
export interface Form {
  title: string;
  valuesOf(settings: Settings): Values;
  sectionsOf(values: Values, settings: Settings): Section[];
  /** What is to be sent, or what is wrong. */
  changeOf(values: Values, settings: Settings): { change: Change } | { problems: Problems };
}

export const text = (
  key: string,
  label: string,
  placeholder: string,
  more: Partial<Omit<Extract<Field, { kind: 'text' }>, 'kind' | 'key'>> = {},
): Field => ({ kind: 'text', key, label, placeholder, maxlength: 100, type: 'text', ...more });

export const choice = (key: string, label: string, options: readonly (readonly [string, string])[]): Field => ({
  kind: 'choice',
  key,
  label,
  options: options.map(([value, name]) => ({ value, text: name })),
});

export const fact = (label: string, value: string): Field => ({ kind: 'fact', key: label, label, value });

export const section = (key: string, title: string, fields: Field[], note = ''): Section => ({
  key,
  title,
  note,
  fields,
});

const ON = 'on';
export const yesNo = (key: string, label: string): Field =>
  choice(key, label, [
    ['', '否'],
    [ON, '是'],
  ]);
export const isOn = (value: string | undefined): boolean => value === ON;
export const flag = (on: boolean): string => (on ? ON : '');

/** What was typed, without blanks around it. */
export const typed = (values: Values, key: string): string => (values[key] ?? '').trim();

/** A whole number within bounds; undefined when it is none. */
export const wholeNumber = (value: string, least: number, most: number): number | undefined => {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
};

/** The change, unless something is wrong. */
export const unless = (problems: Problems, change: () => Change): { change: Change } | { problems: Problems } =>
  Object.values(problems).some((problem) => problem !== '') ? { problems } : { change: change() };
