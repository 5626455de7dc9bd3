import type { MerchantInput, ReverseOptions } from '../../../contract/merchant';
import type { RedReason } from '../../../contract/states';
import { isSure } from '../../lib/ask';
import { doing } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { formatFen } from '../../rules/money';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { changedInvoices } from '../lib/routes';
import { checked, filledLines, partsOf, typedLines, typedSum } from './form';
import type { Scope, Typed } from './form';

interface Proposed {
  reason?: string | undefined;
  scope?: string | undefined;
}
const noProposal: Proposed = {};

const shownOf = perInstance(() => ({
  applicationId: '',
  /** What the page before proposes. */
  proposed: noProposal,
  reverse: intentionOf((asked: MerchantInput['invoices.reverse'], requestId) =>
    merchant('invoices.reverse', asked, requestId),
  ),
}));

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  options: ReverseOptions | null;
  reason: RedReason | '';
  /** Whether a part may be reversed for any reason, and for the one that is chosen. */
  someParts: boolean;
  canPart: boolean;
  scope: Scope;
  scopes: { value: Scope; text: string }[];
  lines: Typed[];
  /** What is reversed as it stands, in fen. */
  sum: number;
  sumText: string;
  /** The member knows that the invoice was handed in. */
  knows: boolean;
  missing: string;
  busy: boolean;
}

const data: Data = {
  status: 'loading',
  problem: null,
  options: null,
  reason: '',
  someParts: false,
  canPart: false,
  scope: 'whole',
  scopes: [],
  lines: [],
  sum: 0,
  sumText: '0.00',
  knows: false,
  missing: '',
  busy: false,
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).applicationId = queryOf(query, 'id');
      shownOf(this).proposed = { reason: query['reason'], scope: query['scope'] };
      void this.load();
    },
    async load() {
      this.setData({ status: 'loading', problem: null });
      try {
        const options = await merchant('reds.options', { applicationId: shownOf(this).applicationId });
        const left = options.left.amount;
        this.setData({
          status: 'ready',
          options,
          someParts: options.reasons.some(({ part }) => part),
          lines: typedLines(options),
          sum: left,
          sumText: formatFen(left),
          scopes: [
            { value: 'whole', text: '全部' },
            { value: 'part', text: '一部分' },
          ],
        });
        this.propose(options);
      } catch (error) {
        this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    /** Begins with what was proposed, as far as it is possible now. */
    propose(options: ReverseOptions) {
      const { reason, scope } = shownOf(this).proposed;
      const chosen = options.reasons.find((one) => one.reason === reason);
      if (!chosen) return;
      const isPart = chosen.part && scope === 'part' && options.refund !== undefined;
      this.setData({
        reason: chosen.reason,
        canPart: chosen.part,
        scope: isPart ? 'part' : 'whole',
        lines: isPart ? filledLines(this.data.lines, options) : this.data.lines,
      });
      this.count();
    },
    onReason(event: WechatMiniprogram.BaseEvent) {
      const { reason } = event.currentTarget.dataset as { reason: RedReason };
      const chosen = this.data.options?.reasons.find((one) => one.reason === reason);
      const canPart = chosen?.part ?? false;
      this.setData({ reason, canPart, missing: '', scope: canPart ? this.data.scope : 'whole' });
      this.count();
    },
    onScope(event: WechatMiniprogram.CustomEvent<{ value: Scope }>) {
      this.setData({ scope: event.detail.value, missing: '' });
      this.count();
    },
    onAmount(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { index } = event.currentTarget.dataset as { index: number };
      const lines = this.data.lines.map((line) =>
        line.index === index ? { ...line, text: event.detail.value, wrong: '' } : line,
      );
      this.setData({ lines, missing: '' });
      this.count();
    },
    onWhole(event: WechatMiniprogram.BaseEvent) {
      const { index } = event.currentTarget.dataset as { index: number };
      const lines = this.data.lines.map((line) =>
        line.index === index ? { ...line, text: line.leftText, wrong: '' } : line,
      );
      this.setData({ lines, missing: '' });
      this.count();
    },
    /** What is reversed as it stands. */
    count() {
      const { scope, lines, options } = this.data;
      const sum = scope === 'part' ? typedSum(lines) : (options?.left.amount ?? 0);
      this.setData({ sum, sumText: formatFen(sum) });
    },
    onKnows() {
      this.setData({ knows: !this.data.knows, missing: '' });
    },
    /** What is still to be said before anything can be reversed. */
    missingHere(): string {
      const { reason, scope, lines, sum, options, knows } = this.data;
      if (reason === '') return '请选择红冲的原因';
      if (scope === 'part' && partsOf(lines) === undefined) return '请改正标出的金额';
      if (scope === 'part' && sum === 0) return '请填写要红冲的金额';
      if (options?.warning !== undefined && !knows) return '请先确认已了解卡券的状态';
      return '';
    },
    async onReverse() {
      const { reason, scope, sumText, sum, options, busy } = this.data;
      if (busy) return;
      const missing = this.missingHere();
      if (missing || reason === '') return this.setData({ missing, lines: checked(this.data.lines) });
      const parts = scope === 'part' ? partsOf(this.data.lines) : undefined;
      const { applicationId, reverse } = shownOf(this);
      const content =
        sum === options?.left.amount ? '这张发票会全部作废，不能撤销。' : '发票会被冲减这部分金额，不能撤销。';
      if (!(await isSure({ title: `红冲 ¥${sumText}？`, content, confirmText: '确认红冲' }))) return;
      await doing(this, async () => {
        const asked = {
          applicationId,
          reason,
          ...(parts && { lines: parts }),
          ...(options?.warning !== undefined && { confirmLocked: true }),
        };
        changedInvoices.leave(applicationId, await reverse(asked));
        await wx.navigateBack();
      });
    },
  },
});
