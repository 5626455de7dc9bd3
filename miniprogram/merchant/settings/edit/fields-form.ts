import type { Settings } from '../../../../contract/merchant';
import { choice, section, text, typed, unless, yesNo, flag, isOn } from './form';
import type { Field, Form, Problems, Section, Values } from './form';

type Fields = NonNullable<Settings['fields']>;
type Use = Fields['company']['taxNo'];
type Own = Fields['company']['own'][number];

/** So many fields of its own a merchant can add for each kind of title. */
const MOST_OWN = 3;
const LONGEST = 5;

const USES = [
  ['hidden', '不显示'],
  ['shown', '选填'],
  ['required', '必填'],
] as const;

const companyFields = [
  ['taxNo', '税号'],
  ['address', '单位地址'],
  ['phone', '单位电话'],
  ['bank', '开户银行'],
  ['bankAccount', '银行账号'],
] as const;
const personalFields = [
  ['phone', '手机'],
  ['email', '邮箱'],
] as const;

const usual: Fields = {
  personal: { phone: 'hidden', email: 'shown', own: [] },
  company: { taxNo: 'required', address: 'shown', phone: 'shown', bank: 'shown', bankAccount: 'shown', own: [] },
};

const ownValues = (kind: string, own: Own[]): Values => {
  const values: Values = {};
  for (let i = 0; i < MOST_OWN; i += 1) {
    values[`${kind}.own${i}`] = own[i]?.label ?? '';
    values[`${kind}.must${i}`] = flag(own[i]?.required ?? false);
  }
  return values;
};

const valuesOf = ({ fields }: Settings): Values => {
  const { personal, company } = fields ?? usual;
  const values: Values = { by: fields ? 'merchant' : 'wechat' };
  for (const [key] of companyFields) values[`company.${key}`] = company[key];
  for (const [key] of personalFields) values[`personal.${key}`] = personal[key];
  return { ...values, ...ownValues('company', company.own), ...ownValues('personal', personal.own) };
};

/** The own fields that are named, and room for one more. */
const ownFields = (kind: string, values: Values): Field[] => {
  const fields: Field[] = [];
  for (let i = 0; i < MOST_OWN; i += 1) {
    const name = typed(values, `${kind}.own${i}`);
    fields.push(text(`${kind}.own${i}`, `自定义 ${i + 1}`, '例如 会员号，最多 5 个字', { maxlength: LONGEST }));
    if (name === '') break;
    fields.push(yesNo(`${kind}.must${i}`, `“${name}”必填`));
  }
  return fields;
};

const sectionsOf = (values: Values): Section[] => {
  const by = section(
    'by',
    '',
    [
      choice('by', '由谁决定', [
        ['wechat', '微信默认'],
        ['merchant', '自己设置'],
      ]),
    ],
    '买家没有先填抬头时，在微信的授权页上填写这些栏目。抬头名称总是要填',
  );
  if (values['by'] !== 'merchant') return [by];
  return [
    by,
    section('company', '单位抬头', [
      ...companyFields.map(([key, label]) => choice(`company.${key}`, label, USES)),
      ...ownFields('company', values),
    ]),
    section('personal', '个人抬头', [
      ...personalFields.map(([key, label]) => choice(`personal.${key}`, label, USES)),
      ...ownFields('personal', values),
    ]),
  ];
};

/** The hint of a field that has one stays with it as long as its name does. */
const ownOf = (kind: string, values: Values, before: Own[]): Own[] => {
  const own: Own[] = [];
  for (let i = 0; i < MOST_OWN; i += 1) {
    const label = typed(values, `${kind}.own${i}`);
    if (label === '') continue;
    const notice = before.find((one) => one.label === label)?.notice;
    own.push({ label, required: isOn(values[`${kind}.must${i}`]), ...(notice === undefined ? {} : { notice }) });
  }
  return own;
};

const doubled = (kind: string, values: Values): Problems => {
  const seen = new Set<string>();
  for (let i = 0; i < MOST_OWN; i += 1) {
    const label = typed(values, `${kind}.own${i}`);
    if (label !== '' && seen.has(label)) return { [`${kind}.own${i}`]: '和上面的栏目重名了' };
    seen.add(label);
  }
  return {};
};

const useOf = (values: Values, key: string): Use => (values[key] ?? 'hidden') as Use;

const fieldsOf = (values: Values, { fields = usual }: Settings): Fields => ({
  personal: {
    phone: useOf(values, 'personal.phone'),
    email: useOf(values, 'personal.email'),
    own: ownOf('personal', values, fields.personal.own),
  },
  company: {
    taxNo: useOf(values, 'company.taxNo'),
    address: useOf(values, 'company.address'),
    phone: useOf(values, 'company.phone'),
    bank: useOf(values, 'company.bank'),
    bankAccount: useOf(values, 'company.bankAccount'),
    own: ownOf('company', values, fields.company.own),
  },
});

/** What WeChat's page asks a buyer who fills in the title there. */
export const fieldsForm: Form = {
  title: '授权页栏目',
  valuesOf,
  sectionsOf,
  changeOf: (values, settings) =>
    values['by'] === 'merchant'
      ? unless({ ...doubled('company', values), ...doubled('personal', values) }, () => ({
          part: 'fields',
          fields: fieldsOf(values, settings),
        }))
      : { change: { part: 'fields', fields: null } },
};
