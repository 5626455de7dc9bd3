import type { AuthField } from './accounts';
import type { UserAuthInfo } from './authorizations';
import type { StoredTitle } from './people';

export type TitleKind = 'personal' | 'company';

/** A title as a person fills it in. */
export interface FilledTitle {
  kind: TitleKind;
  title: string;
  tax_no?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  addr?: string | undefined;
  bank_type?: string | undefined;
  bank_no?: string | undefined;
  custom_field?: { key: string; value: string }[];
}

export type FieldName = Exclude<keyof FilledTitle, 'kind' | 'custom_field'>;

const words: Record<FieldName, string> = {
  title: '抬头名称',
  tax_no: '税号',
  phone: '电话',
  email: '邮箱',
  addr: '地址',
  bank_type: '开户银行',
  bank_no: '银行账号',
};
const userFields: FieldName[] = ['title', 'phone', 'email'];
const bizFields: FieldName[] = ['title', 'tax_no', 'addr', 'phone', 'bank_type', 'bank_no'];

export interface PageField {
  name: FieldName;
  label: string;
  required: boolean;
}

const isShown = (config: Record<string, unknown> | undefined, name: FieldName) =>
  config === undefined || name === 'title' || config[`show_${name}`] === 1;

/**
 * The fields of the page of type 1. What is shown is required, as WeChat's page says;
 * without set_auth_field all are shown, and only title and tax number are required.
 */
export const pageFields = (auth_field: AuthField | undefined, kind: TitleKind): PageField[] => {
  const config = kind === 'company' ? auth_field?.biz_field : auth_field?.user_field;
  return (kind === 'company' ? bizFields : userFields)
    .filter((name) => isShown(config, name))
    .map((name) => ({
      name,
      label: words[name],
      required: config !== undefined || name === 'title' || name === 'tax_no',
    }));
};

/** The merchant's own fields of that page. */
export const customFields = (auth_field: AuthField | undefined, kind: TitleKind) => {
  const config = kind === 'company' ? auth_field?.biz_field : auth_field?.user_field;
  const fields = config?.['custom_field'];
  return (Array.isArray(fields) ? fields : []) as { key: string; is_require?: 0 | 1; notice?: string }[];
};

/** What getauthdata says about a filled title: only what the page showed. */
export const titleInfo = (auth_field: AuthField | undefined, filled: FilledTitle): UserAuthInfo => {
  const shown = pageFields(auth_field, filled.kind)
    .map(({ name }) => [name, filled[name]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  const values = {
    ...Object.fromEntries(shown),
    ...(filled.custom_field?.length ? { custom_field: filled.custom_field } : {}),
  };
  return filled.kind === 'company' ? { biz_field: values } : { user_field: values };
};

/** A stored title as the page fills it in. */
export const fillWith = (stored: StoredTitle): FilledTitle => ({
  kind: stored.type === '0' ? 'company' : 'personal',
  title: stored.title,
  tax_no: stored.type === '0' ? stored.taxNumber : '',
  phone: stored.telephone,
  addr: stored.companyAddress,
  bank_type: stored.bankName,
  bank_no: stored.bankAccount,
});

/** What a person who is not asked fills in: their own name. */
export const titleOf = (titles: StoredTitle[]): FilledTitle => {
  const own = titles.find(({ type }) => type === '1');
  return own ? fillWith(own) : { kind: 'personal', title: '个人' };
};
