import { dayText } from '../../lib/dates';
import { doing } from '../../lib/doing';
import { fieldLayout } from '../../lib/large-text';
import { perInstance } from '../../lib/per-instance';
import { queryOf } from '../../lib/routes';
import { sizeText } from '../../services/files';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import type { ReimburserInput } from '../../../contract/reimburser';
import { changedInvoices, figuresSources } from '../lib/routes';
import type { FiguresSource } from '../lib/routes';
import { figuresOf, filledIn, newFiguresForm } from './form';
import type { FiguresForm, FiguresProblems } from './form';

type ByNumber = Omit<ReimburserInput['invoices.addByNumber'], 'requestId'>;
type ByFile = Omit<ReimburserInput['invoices.addByFile'], 'requestId'>;

/** Where the figures come from; nothing of it is drawn as it is. */
const nothingKnown: FiguresSource = {};

const shownOf = perInstance(() => ({
  claimId: '',
  source: nothingKnown,
  addByNumber: intentionOf((input: ByNumber, requestId) => reimburser('invoices.addByNumber', input, requestId)),
  addByFile: intentionOf((input: ByFile, requestId) => reimburser('invoices.addByFile', input, requestId)),
}));

interface Data {
  /** What is known already and where from, in a line; empty when all is typed. */
  from: { icon: string; text: string } | null;
  form: FiguresForm;
  problems: FiguresProblems;
  today: string;
  layout: 'horizontal' | 'vertical';
  busy: boolean;
}

const data: Data = {
  from: null,
  form: newFiguresForm(),
  problems: {},
  today: '',
  layout: fieldLayout(),
  busy: false,
};

const fromOf = ({ scanned, file }: FiguresSource): Data['from'] => {
  if (scanned) return { icon: 'qrcode', text: `已从二维码读出：${scanned.kindText}。请补上没有读出的` };
  if (!file) return null;
  return { icon: 'file', text: `${file.name}（${sizeText(file.bytes)}）会原样保存。请照着发票填写` };
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      const shown = shownOf(this);
      shown.claimId = queryOf(query, 'claim');
      shown.source = figuresSources.take(shown.claimId) ?? {};
      const { scanned } = shown.source;
      this.setData({
        today: dayText(Date.now() / 1000),
        from: fromOf(shown.source),
        form: scanned ? filledIn(scanned) : newFiguresForm(),
      });
    },
    onField(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { field } = event.currentTarget.dataset as { field: keyof FiguresForm };
      this.setData({
        form: { ...this.data.form, [field]: event.detail.value },
        problems: { ...this.data.problems, [field]: '' },
      });
    },
    async onAdd() {
      const result = figuresOf(this.data.form);
      if ('problems' in result) return this.setData({ problems: result.problems });
      const { claimId, source, addByFile, addByNumber } = shownOf(this);
      const figures = result.figures as ByNumber['figures'];
      await doing(this, async () => {
        this.setData({ problems: {} });
        const { file, qr } = source;
        const { known } = file
          ? await addByFile({ claimId, figures, file: { name: file.name, base64: file.base64 } })
          : await addByNumber({ claimId, figures, ...(qr === undefined ? {} : { qr }) });
        changedInvoices.leave(claimId, known ? `这张发票本来就在${file ? '，文件已存下' : ''}` : '已加入');
        await wx.navigateBack();
      });
    },
  },
});
