import type { Settings } from '../../../contract/merchant';
import { auditUrl, editUrl, healthUrl, keysUrl, membersUrl, webhookUrl } from '../lib/settings-routes';

/** A row of the settings: where it leads, and how it stands in a few words. */
export interface Row {
  title: string;
  note: string;
  icon: string;
  url: string;
}

export interface Group {
  key: string;
  title: string;
  rows: Row[];
}

const REVIEW = { none: '自动开票', some: '部分审核', all: '全部审核' } as const;

const PAY = { none: '未使用', linked: '已关联', to_link: '还没有关联' } as const;

const invoicing = (settings: Settings): Row[] => {
  const { merchantId, form, fields, contact, shortName } = settings;
  const row = (part: Parameters<typeof editUrl>[1], title: string, note: string, icon: string): Row => ({
    title,
    note,
    icon,
    url: editUrl(merchantId, part),
  });
  return [
    row('policy', '开票规则', REVIEW[settings.policy.review.which], 'check-rectangle'),
    row('issuing', '开票信息', form === 'digital' ? '数电发票' : '增值税电子发票', 'bill'),
    row('fields', '授权页栏目', fields ? '自己设置' : '微信默认', 'view-list'),
    row('contact', '联系方式', contact.phone, 'call'),
    row('profile', '卡券样式', shortName, 'creditcard'),
  ];
};

const wechat = ({ merchantId, mode, payLink, appids }: Settings): Row[] => [
  {
    title: '微信账号',
    note: `${new Set(Object.values(appids)).size} 个`,
    icon: 'logo-wechat-stroke',
    url: editUrl(merchantId, 'accounts'),
  },
  {
    title: '开票平台',
    note: mode === 'self_built' ? '自建' : '第三方',
    icon: 'server',
    url: editUrl(merchantId, 'platform'),
  },
  { title: '微信支付商户号', note: PAY[payLink], icon: 'wallet', url: editUrl(merchantId, 'payment') },
];

const developer = ({ merchantId, canManage, webhook }: Settings): Row[] =>
  canManage
    ? [
        { title: 'API key', note: '', icon: 'lock-on', url: keysUrl(merchantId) },
        { title: '通知地址', note: webhook ? '已设置' : '未设置', icon: 'notification', url: webhookUrl(merchantId) },
      ]
    : [];

/** What this member finds in the settings, in groups. */
export const groupsOf = (settings: Settings): Group[] => {
  const { merchantId, canAudit } = settings;
  const groups: Group[] = [
    {
      key: 'people',
      title: '',
      rows: [
        { title: '成员', note: '', icon: 'usergroup', url: membersUrl(merchantId) },
        { title: '运行状况', note: '', icon: 'heart', url: healthUrl(merchantId) },
      ],
    },
    { key: 'invoicing', title: '开票', rows: invoicing(settings) },
    { key: 'wechat', title: '微信', rows: wechat(settings) },
    { key: 'developer', title: '开发', rows: developer(settings) },
    {
      key: 'audit',
      title: '',
      rows: canAudit ? [{ title: '修改记录', note: '', icon: 'history', url: auditUrl(merchantId) }] : [],
    },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
};
