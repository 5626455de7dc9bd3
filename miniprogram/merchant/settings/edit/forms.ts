import type { SettingsPart } from '../../../../contract/merchant';
import { fieldsForm } from './fields-form';
import { choice, fact, section, text, typed, unless, wholeNumber } from './form';
import type { Form } from './form';
import { policyForm } from './policy-form';

const HOUR = 3600;
const LONGEST_WAIT_HOURS = 720;

const profileForm: Form = {
  title: '卡券样式',
  valuesOf: ({ shortName, logoUrl }) => ({ shortName, logoUrl }),
  sectionsOf: (_values, { name, taxNo }) => [
    section(
      'identity',
      '销售方',
      [fact('名称', name), fact('税号', taxNo)],
      '名称和税号印在每张发票上，要修改请联系运维',
    ),
    section(
      'card',
      '卡券',
      [
        text('shortName', '简称', '最多 9 个字', { maxlength: 9 }),
        text('logoUrl', '标志图片地址', '微信的图片地址，http 开头', { maxlength: 512 }),
      ],
      '修改后新开的发票使用新的样式，已在卡包里的不变',
    ),
  ],
  changeOf: (values) => {
    const [shortName, logoUrl] = [typed(values, 'shortName'), typed(values, 'logoUrl')];
    const problems = {
      shortName: shortName === '' ? '请填写简称' : '',
      logoUrl: /^https?:\/\/\S+$/.test(logoUrl) ? '' : '请填写 http 或 https 开头的图片地址',
    };
    return unless(problems, () => ({ part: 'profile', shortName, logoUrl }));
  },
};

const contactForm: Form = {
  title: '联系方式',
  valuesOf: ({ contact }) => ({
    phone: contact.phone,
    hours: String(Math.max(1, Math.round(contact.timeoutSeconds / HOUR))),
  }),
  sectionsOf: () => [
    section(
      'contact',
      '',
      [
        text('phone', '联系电话', '买家能打通的电话', { maxlength: 20 }),
        text('hours', '多久没开好就显示（小时）', '例如 24', { type: 'number', maxlength: 3 }),
      ],
      '微信要求每家商户留联系电话；超过时间没有开好票，买家会看到它',
    ),
  ],
  changeOf: (values) => {
    const phone = typed(values, 'phone');
    const hours = wholeNumber(typed(values, 'hours'), 1, LONGEST_WAIT_HOURS);
    const problems = {
      phone: /^\+?[\d -]{5,20}$/.test(phone) ? '' : '请填写电话号码',
      hours: hours === undefined ? `请输入 1 到 ${LONGEST_WAIT_HOURS} 的整数` : '',
    };
    return unless(problems, () => ({ part: 'contact', phone, timeoutSeconds: (hours ?? 1) * HOUR }));
  },
};

const accounts = [
  ['authorization', '小程序授权', true],
  ['event', '接收事件', true],
  ['platform', '开票平台', true],
  ['pay', '支付后开票', false],
  ['official', '公众号、扫码', false],
  ['app', 'App', false],
] as const;

const accountsForm: Form = {
  title: '微信账号',
  valuesOf: ({ appids }) => Object.fromEntries(accounts.map(([key]) => [key, appids[key] ?? ''])),
  sectionsOf: () => [
    section(
      'appids',
      '各场景用的 appid',
      accounts.map(([key, label, required]) =>
        text(key, label, required ? 'wx 开头的 18 位' : '没有就留空', { maxlength: 18 }),
      ),
      '账号的密钥由运维放在云端，这里只选用哪个账号。授权和事件在不同资料里说法不一，收不到事件时可以换成公众号试试',
    ),
  ],
  changeOf: (values) => {
    const given = (key: string) => typed(values, key).toLowerCase();
    const problems = Object.fromEntries(
      accounts.map(([key, , required]) => {
        const isFine = /^wx[0-9a-f]{16}$/.test(given(key)) || (!required && given(key) === '');
        return [key, isFine ? '' : '应为 wx 开头的 18 位小写字母和数字'];
      }),
    );
    return unless(problems, () => ({
      part: 'accounts',
      appids: {
        authorization: given('authorization'),
        event: given('event'),
        platform: given('platform'),
        pay: given('pay') || null,
        official: given('official') || null,
        app: given('app') || null,
      },
    }));
  },
};

const platformForm: Form = {
  title: '开票平台',
  valuesOf: ({ mode, sPappid }) => ({ mode, sPappid }),
  sectionsOf: (values, { appids }) => [
    section(
      'mode',
      '',
      [
        choice('mode', '接入方式', [
          ['self_built', '自建平台'],
          ['third_party', '第三方平台'],
        ]),
        ...(values['mode'] === 'third_party'
          ? [text('sPappid', '识别码 s_pappid', '由第三方平台提供', { maxlength: 128 })]
          : [fact('平台账号', appids.platform), fact('识别码', '保存时向微信查询')]),
      ],
      '换了平台，商户号会重新关联；已经申请的发票仍走原来的平台',
    ),
  ],
  changeOf: (values) => {
    if (values['mode'] !== 'third_party') return { change: { part: 'platform', platform: { mode: 'self_built' } } };
    const sPappid = typed(values, 'sPappid');
    const problems = { sPappid: /^[A-Za-z0-9+/_=-]{20,128}$/.test(sPappid) ? '' : '请填写平台给出的识别码' };
    return unless(problems, () => ({ part: 'platform', platform: { mode: 'third_party', sPappid } }));
  },
};

const paymentForm: Form = {
  title: '微信支付商户号',
  valuesOf: ({ mchid = '' }) => ({ mchid }),
  sectionsOf: (_values, { appids, payLink }) => [
    section(
      'pay',
      '',
      [
        text('mchid', '商户号', '不用支付后开票就留空', { type: 'number', maxlength: 10 }),
        fact('绑定的公众号', appids.pay ?? '未填写'),
        fact('与开票平台', { none: '没有商户号', linked: '已关联', to_link: '还没有关联' }[payLink]),
      ],
      '保存时会告诉微信支付：这个商户号的发票由哪个平台开',
    ),
  ],
  changeOf: (values) => {
    const mchid = typed(values, 'mchid');
    const problems = { mchid: mchid === '' || /^\d{8,10}$/.test(mchid) ? '' : '商户号是 8 到 10 位数字' };
    return unless(problems, () => ({ part: 'payment', mchid: mchid === '' ? null : mchid }));
  },
};

const issuingForm: Form = {
  title: '开票信息',
  valuesOf: ({ form, defaultItem }) => ({
    form,
    name: defaultItem?.name ?? '',
    taxCode: defaultItem?.taxCode ?? '',
    rate: defaultItem?.rate ?? '',
  }),
  sectionsOf: (_values, { issuer }) => [
    section(
      'form',
      '',
      [
        choice('form', '发票形式', [
          ['digital', '数电发票'],
          ['classic', '增值税电子发票'],
        ]),
        fact('开票方', issuer),
      ],
      '开票方和它的凭据由运维设置',
    ),
    section(
      'item',
      '默认开票项目',
      [
        text('name', '项目名称', '*餐饮服务*餐饮服务'),
        text('taxCode', '税收分类编码', '19 位数字', { type: 'number', maxlength: 19 }),
        text('rate', '税率', '6%、13%、免税', { maxlength: 4 }),
      ],
      '只有总额、没有明细的订单按这个项目开；三项都留空，这样的订单就不能开票',
    ),
  ],
  changeOf: (values) => {
    const form = values['form'] === 'classic' ? 'classic' : 'digital';
    const [name, taxCode, rate] = [typed(values, 'name'), typed(values, 'taxCode'), typed(values, 'rate')];
    if (name === '' && taxCode === '' && rate === '') return { change: { part: 'issuing', form, defaultItem: null } };
    const problems = {
      name: name === '' ? '请填写项目名称' : '',
      taxCode: /^\d{19}$/.test(taxCode) ? '' : '税收分类编码是 19 位数字',
      rate: /^(\d{1,2}(\.\d)?%|免税|不征税)$/.test(rate) ? '' : '写成 6%、13% 这样，或者 免税、不征税',
    };
    return unless(problems, () => ({ part: 'issuing', form, defaultItem: { name, taxCode, rate } }));
  },
};

/** How each part of the settings is edited. */
export const forms: Record<SettingsPart, Form> = {
  profile: profileForm,
  contact: contactForm,
  accounts: accountsForm,
  platform: platformForm,
  fields: fieldsForm,
  payment: paymentForm,
  issuing: issuingForm,
  policy: policyForm,
};

export const isPart = (part: string): part is SettingsPart => Object.keys(forms).includes(part);
