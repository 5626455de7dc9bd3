import type { Settings } from '../../../../contract/merchant';
import { formatFen, parseYuan } from '../../../rules/money';
import { choice, flag, isOn, section, text, typed, unless, wholeNumber, yesNo } from './form';
import type { Form, Problems, Values } from './form';

const MOST_EARLY_DAYS = 180;
const MOST_DAYS = 3650;
const MOST_TIMES = 10;
const MOST_REISSUE_DAYS = 1000;

const DAYS = { type: 'number', maxlength: 4 } as const;
const YUAN = { type: 'digit', maxlength: 12 } as const;

const valuesOf = ({ policy, kinds, invoicingDays, maxAmount }: Settings): Values => {
  const { review, earliest, reissue } = policy;
  const some = review.which === 'some' ? review : undefined;
  return {
    which: review.which,
    special: flag(some?.special ?? true),
    above: some?.above === undefined ? '' : formatFen(some.above).replace(/,/g, ''),
    moment: earliest.moment,
    days: String(earliest.days),
    invoicingDays: String(invoicingDays),
    kinds: kinds.length > 1 ? 'both' : (kinds[0] ?? 'normal'),
    maxAmount: maxAmount === undefined ? '' : formatFen(maxAmount).replace(/,/g, ''),
    times: String(reissue.times),
    reissueDays: String(reissue.days),
  };
};

const sectionsOf = (values: Values) => [
  section(
    'review',
    '审核',
    [
      choice('which', '开票前审核', [
        ['none', '自动开票'],
        ['some', '部分审核'],
        ['all', '全部审核'],
      ]),
      ...(values['which'] === 'some'
        ? [yesNo('special', '专用发票要审核'), text('above', '超过（元）', '不按金额审核就留空', YUAN)]
        : []),
    ],
    '要审核的申请会停在“待审核”，店主和财务可以通过或拒绝。30 天没有人审核会自动退回',
  ),
  section(
    'earliest',
    '最早什么时候开',
    [
      choice('moment', '从何时起', [
        ['paid', '付款后'],
        ['completed', '订单完成后'],
      ]),
      text('days', '再等（天）', '0 表示马上', DAYS),
    ],
    '买家可以提前申请，到时间自动开票。天数按北京时间的日历天算',
  ),
  section(
    'limits',
    '范围',
    [
      text('invoicingDays', '申请期限（天）', '例如 365', DAYS),
      choice('kinds', '可开的发票', [
        ['normal', '普票'],
        ['special', '专票'],
        ['both', '都可以'],
      ]),
      text('maxAmount', '单张上限（元）', '不限就留空', YUAN),
    ],
    '申请期限从付款那天算起，过了就不能再申请',
  ),
  section('reissue', '换开', [
    text('times', '最多几次', '0 表示不能换开', DAYS),
    text('reissueDays', '开票后多少天内', '例如 180', DAYS),
  ]),
];

const amountProblem = (value: string): string => {
  if (value === '') return '';
  const amount = parseYuan(value);
  return amount === undefined || amount < 1 ? '请输入金额，最多两位小数' : '';
};
const daysProblem = (value: string, least: number, most: number): string =>
  wholeNumber(value, least, most) === undefined ? `请输入 ${least} 到 ${most} 的整数` : '';

const problemsOf = (values: Values): Problems => ({
  above: values['which'] === 'some' ? amountProblem(typed(values, 'above')) : '',
  special:
    values['which'] === 'some' && !isOn(values['special']) && typed(values, 'above') === ''
      ? '请至少选一种：专用发票，或填写金额'
      : '',
  days: daysProblem(typed(values, 'days'), 0, MOST_EARLY_DAYS),
  invoicingDays: daysProblem(typed(values, 'invoicingDays'), 1, MOST_DAYS),
  maxAmount: amountProblem(typed(values, 'maxAmount')),
  times: daysProblem(typed(values, 'times'), 0, MOST_TIMES),
  reissueDays: daysProblem(typed(values, 'reissueDays'), 1, MOST_REISSUE_DAYS),
});

const fenOf = (values: Values, key: string): number | undefined =>
  typed(values, key) === '' ? undefined : parseYuan(typed(values, key));

const reviewOf = (values: Values) => {
  const which = values['which'];
  if (which !== 'some') return { which: which === 'all' ? ('all' as const) : ('none' as const) };
  const above = fenOf(values, 'above');
  return { which, special: isOn(values['special']), ...(above === undefined ? {} : { above }) } as const;
};

/** Review, earliest and latest moment, kinds, limit and 换开. */
export const policyForm: Form = {
  title: '开票规则',
  valuesOf,
  sectionsOf,
  changeOf: (values) =>
    unless(problemsOf(values), () => ({
      part: 'policy',
      policy: {
        review: reviewOf(values),
        earliest: {
          moment: values['moment'] === 'completed' ? 'completed' : 'paid',
          days: Number(typed(values, 'days')),
        },
        reissue: { times: Number(typed(values, 'times')), days: Number(typed(values, 'reissueDays')) },
      },
      kinds:
        values['kinds'] === 'both' ? ['normal', 'special'] : [values['kinds'] === 'special' ? 'special' : 'normal'],
      invoicingDays: Number(typed(values, 'invoicingDays')),
      maxAmount: fenOf(values, 'maxAmount') ?? null,
    })),
};
