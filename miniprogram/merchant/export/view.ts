import type { BlueRedNet, ExportView, Sum } from '../../../contract/merchant';
import type { Tone } from '../../../contract/states';
import { dayText, momentText } from '../../lib/dates';
import { formatFen } from '../../rules/money';
import { sizeText } from '../../services/files';

interface Line {
  name: string;
  count: string;
  amount: string;
  tax: string;
}

/** An export as the page draws it. */
export interface Exported {
  id: string;
  text: string;
  state: string;
  tone: Tone;
  who: string;
  working: boolean;
  percent: number;
  progress: string;
  files: { index: number; name: string; note: string }[];
  groups: { name: string; lines: Line[] }[];
  /** Until when the files are kept. */
  kept: string;
  /** What went wrong. */
  why: string;
}

const states: Record<ExportView['state'], { state: string; tone: Tone }> = {
  working: { state: '正在制作', tone: 'working' },
  ready: { state: '可以下载', tone: 'done' },
  failed: { state: '没有做成', tone: 'failed' },
  expired: { state: '已过期', tone: 'ended' },
};

const line = (name: string, { count, amount, tax }: Pick<Sum, 'count' | 'amount' | 'tax'>): Line => ({
  name,
  count: String(count),
  amount: formatFen(amount),
  tax: formatFen(tax),
});

const group = (name: string, { blue, red, net }: BlueRedNet) => ({
  name,
  lines: [line('蓝字', blue), line('红字', red), line('净额', net)],
});

const kindNames = { normal: '普通发票', special: '专用发票' } as const;

const groupsOf = ({ basis, sums }: ExportView): Exported['groups'] => [
  ...(basis === 'applied' ? [{ name: '列表合计', lines: [line('全部申请', sums.listed)] }] : []),
  group('发票', sums),
  ...sums.kinds.map(({ kind, ...of }) => group(kindNames[kind], of)),
  ...sums.rates.map(({ rate, ...of }) => group(`税率 ${rate}`, of)),
];

export const exportedOf = (view: ExportView): Exported => {
  const { exportId, format, text, state, createdAt, createdBy, rows, expected, files, expiresAt, problem } = view;
  return {
    id: exportId,
    text: `${text}，${format === 'csv' ? 'CSV' : 'Excel'}`,
    ...states[state],
    who: `${createdBy} · ${momentText(createdAt)}`,
    working: state === 'working',
    percent: state === 'ready' ? 100 : expected === 0 ? 0 : Math.min(99, Math.round((100 * rows) / expected)),
    progress: `${rows} / ${expected} 行`,
    files: files.map((file, index) => ({ index, name: file.name, note: `${file.rows} 行，${sizeText(file.bytes)}` })),
    groups: state === 'ready' ? groupsOf(view) : [],
    kept: `文件保留到 ${dayText(expiresAt)}`,
    why: problem ? `${problem.message}。${problem.hint}` : '',
  };
};
