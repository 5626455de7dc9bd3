import type { UnixSeconds } from '../../../contract/primitives';
import type { ClaimState, VerificationState } from '../../../contract/reimburser-states';
import type { ReimburseState } from '../../../contract/states';
import { chinaDate } from './china-day';
import { minuteText } from './china-time';
import { claimWords } from './reimburse-claim';
import { verificationWords } from './reimburse-checks';
import { statusWords } from './reimbursement';
import type { Table } from './report-table';

/** One invoice of a claim, as a file shows it. */
export interface ClaimTableRow {
  claimNumber: string;
  purpose: string;
  applicant: string;
  state: ClaimState;
  submittedAt?: UnixSeconds | undefined;
  face: {
    code?: string;
    number?: string;
    issuedAt?: UnixSeconds;
    title: string;
    buyerTaxNo?: string;
    payee?: string;
    sellerTaxNo?: string;
    summary?: string;
    net?: number;
    tax?: number;
    amount: number;
  };
  status?: ReimburseState | undefined;
  verification: { state: VerificationState; at?: UnixSeconds };
  note: string;
  /** In the archive. */
  files?: { name: string; hash: string }[];
}

const money = (fen: number | undefined) => (fen === undefined ? undefined : { fen });

const columns: Table<ClaimTableRow>['columns'] = [
  { header: '报销单号', width: 20, cell: ({ claimNumber }) => claimNumber },
  { header: '事由', width: 24, cell: ({ purpose }) => purpose },
  { header: '申请人', width: 12, cell: ({ applicant }) => applicant },
  { header: '状态', width: 10, cell: ({ state }) => claimWords[state].text },
  {
    header: '提交时间',
    width: 18,
    cell: ({ submittedAt }) => (submittedAt === undefined ? undefined : minuteText(submittedAt)),
  },
  { header: '发票代码', width: 14, cell: ({ face }) => face.code },
  { header: '发票号码', width: 24, cell: ({ face }) => face.number },
  {
    header: '开票日期',
    width: 12,
    cell: ({ face }) => (face.issuedAt === undefined ? undefined : chinaDate(face.issuedAt)),
  },
  { header: '购买方名称', width: 30, cell: ({ face }) => face.title },
  { header: '购买方税号', width: 22, cell: ({ face }) => face.buyerTaxNo },
  { header: '销售方', width: 30, cell: ({ face }) => face.payee },
  { header: '销售方税号', width: 22, cell: ({ face }) => face.sellerTaxNo },
  { header: '项目', width: 24, cell: ({ face }) => face.summary },
  { header: '不含税金额', width: 12, money: true, cell: ({ face }) => money(face.net) },
  { header: '税额', width: 12, money: true, cell: ({ face }) => money(face.tax) },
  { header: '价税合计', width: 14, money: true, cell: ({ face }) => money(face.amount) },
  { header: '微信状态', width: 12, cell: ({ status }) => (status ? statusWords[status].text : '不在卡包') },
  { header: '查验', width: 10, cell: ({ verification }) => verificationWords[verification.state].text },
  {
    header: '查验时间',
    width: 18,
    cell: ({ verification: { at } }) => (at === undefined ? undefined : minuteText(at)),
  },
  { header: '备注', width: 24, cell: ({ note }) => note },
];

export const claimTable: Table<ClaimTableRow> = { columns };

/** The index of an archive says of each invoice which files are its own, and their hashes. */
export const archiveTable: Table<ClaimTableRow> = {
  columns: [
    ...columns,
    { header: '文件', width: 40, cell: ({ files = [] }) => files.map(({ name }) => name).join('；') },
    { header: 'SHA-256', width: 68, cell: ({ files = [] }) => files.map(({ hash }) => hash).join('；') },
  ],
};
