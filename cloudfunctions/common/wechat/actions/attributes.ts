import { createHash } from 'node:crypto';
import type { AuthFields, FieldUse, OwnField, WechatInput } from '../../../../contract/wechat';
import { readTold, rememberTold, type Tellable } from '../../store/wechat-accounts';
import { callWechat } from '../client';
import type { AnswerOf, RequestOf } from '../endpoints';
import { saidByWechat } from '../errors';
import type { Action } from './action';

/** Something that WeChat is told once for each account, and again when it changes. */
const toldOnce = <Value>(field: Tellable, send: (appid: string, value: Value) => Promise<unknown>) => {
  const hashOf = (value: Value) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
  /** What this instance knows to be told, so that the warm path reads nothing. */
  const told = new Map<string, string>();

  const tell = async (appid: string, merchantId: string, value: Value): Promise<void> => {
    await send(appid, value);
    await rememberTold(appid, field, { hash: hashOf(value), by: merchantId });
    told.set(`${appid}:${merchantId}`, hashOf(value));
  };
  const ensure = async (appid: string, merchantId: string, value: Value): Promise<void> => {
    const hash = hashOf(value);
    if (told.get(`${appid}:${merchantId}`) === hash) return;
    const known = await readTold(appid, field);
    // What another merchant of the account told stands, or the two would undo each other's for every buyer.
    if (!known || (known.by === merchantId && known.hash !== hash)) return tell(appid, merchantId, value);
    told.set(`${appid}:${merchantId}`, hash);
  };
  return { tell, ensure };
};

type Contact = WechatInput['authorization.url']['contact'];

/** WeChat asks for the contact before the first authorization page of an account, or answers 72063. */
export const contactOf = toldOnce('contact', (appid, { phone, timeoutSeconds }: Contact) =>
  callWechat(appid, 'setContact', { contact: { phone, time_out: timeoutSeconds } }),
);

const shows = (use: FieldUse) => (use === 'hidden' ? 0 : 1);
const requires = (use: FieldUse) => (use === 'required' ? 1 : 0);
const useOf = (shown: number, required: number): FieldUse => {
  if (!shown) return 'hidden';
  return required ? 'required' : 'shown';
};

const ownFields = (fields: readonly OwnField[]) =>
  fields.map(({ label, required, notice }) => ({
    key: label,
    is_require: required ? (1 as const) : (0 as const),
    notice,
  }));

type Wire = RequestOf<'setAuthField'>['auth_field'];

const toWire = ({ personal, company }: AuthFields): Wire => ({
  user_field: {
    show_title: 1,
    show_phone: shows(personal.phone),
    show_email: shows(personal.email),
    require_phone: requires(personal.phone),
    require_email: requires(personal.email),
    custom_field: ownFields(personal.own),
  },
  biz_field: {
    show_title: 1,
    show_tax_no: shows(company.taxNo),
    show_addr: shows(company.address),
    show_phone: shows(company.phone),
    show_bank_type: shows(company.bank),
    show_bank_no: shows(company.bankAccount),
    require_tax_no: requires(company.taxNo),
    require_addr: requires(company.address),
    require_phone: requires(company.phone),
    require_bank_type: requires(company.bank),
    require_bank_no: requires(company.bankAccount),
    custom_field: ownFields(company.own),
  },
});

type Answered = AnswerOf<'getAuthField'>['auth_field'];

const ownFieldsIn = (fields: Answered['user_field']['custom_field']): OwnField[] =>
  fields.map(({ key, is_require, notice }) => ({ label: key, required: is_require === 1, ...(notice && { notice }) }));

const fromWire = ({ user_field: person, biz_field: company }: Answered): AuthFields => ({
  personal: {
    phone: useOf(person.show_phone, person.require_phone),
    email: useOf(person.show_email, person.require_email),
    own: ownFieldsIn(person.custom_field),
  },
  company: {
    taxNo: useOf(company.show_tax_no, company.require_tax_no),
    address: useOf(company.show_addr, company.require_addr),
    phone: useOf(company.show_phone, company.require_phone),
    bank: useOf(company.show_bank_type, company.require_bank_type),
    bankAccount: useOf(company.show_bank_no, company.require_bank_no),
    own: ownFieldsIn(company.custom_field),
  },
});

/** What the page of type 1 asks the buyer. */
export const authFieldsOf = toldOnce('authFields', (appid, fields: AuthFields) =>
  callWechat(appid, 'setAuthField', { auth_field: toWire(fields) }),
);

/** For an account that WeChat shows no page of type 1 without, where its merchant asks for nothing in particular. */
export const usualAuthFields: AuthFields = {
  personal: { phone: 'hidden', email: 'shown', own: [] },
  company: { taxNo: 'required', address: 'shown', phone: 'shown', bank: 'shown', bankAccount: 'shown', own: [] },
};

const setContact: Action<'contact.set'> = async ({ merchantId = '', appid, contact }) => {
  await contactOf.tell(appid, merchantId, contact);
  return { done: true };
};

const setAuthFields: Action<'authFields.set'> = async ({ merchantId = '', appid, fields }) => {
  await authFieldsOf.tell(appid, merchantId, fields);
  return { done: true };
};

const getAuthFields: Action<'authFields.get'> = async ({ appid }) => {
  try {
    return { fields: fromWire((await callWechat(appid, 'getAuthField', {})).auth_field) };
  } catch (error) {
    if (saidByWechat(error, 'auth_fields_missing')) return {};
    throw error;
  }
};

const setPayMerchant: Action<'payMerchant.set'> = async ({ appid, mchid, sPappid }) => {
  await callWechat(appid, 'setPayMerchant', { paymch_info: { mchid, s_pappid: sPappid } });
  return { done: true };
};

const getPayMerchant: Action<'payMerchant.get'> = async ({ appid }) => {
  try {
    const { mchid, s_pappid: sPappid } = (await callWechat(appid, 'getPayMerchant', {})).paymch_info;
    return { link: { mchid, sPappid } };
  } catch (error) {
    if (saidByWechat(error, 'pay_merchant_missing')) return {};
    throw error;
  }
};

export const actions = {
  'contact.set': setContact,
  'authFields.set': setAuthFields,
  'authFields.get': getAuthFields,
  'payMerchant.set': setPayMerchant,
  'payMerchant.get': getPayMerchant,
};
