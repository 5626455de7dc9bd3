import type { ExportView } from '../../../contract/reimburser';
import type { Tone } from '../../../contract/states';
import { momentText } from '../../lib/dates';
import { usingFiles } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { watching } from '../../lib/watching';
import { copy } from '../../services/clipboard';
import { sizeText } from '../../services/files';
import { forward } from '../../services/forward';
import { attachmentKey, InvoiceFiles } from '../../services/invoice-files';
import { reimburser } from '../../services/reimburser';
import { canOpen, openFile } from '../lib/use-file';

/** While a file is being made, the list is looked at again so soon, in seconds. */
const LOOK_AGAIN = 2;

const shownOf = perInstance(() => ({
  companyId: '',
  exports: [] as ExportView[],
  /** What was asked for already, by the export's id. */
  files: new Map<string, InvoiceFiles>(),
}));

interface Row {
  id: string;
  name: string;
  about: string;
  state: string;
  tone: Tone;
  problem: string;
  ready: boolean;
  opens: boolean;
  /** It lies on the phone: the next tap forwards it. */
  fetched: boolean;
}

const TONES: Record<ExportView['state'], Tone> = { working: 'working', done: 'done', failed: 'failed' };

const fileName = ({ name, format }: ExportView): string => (name.endsWith(`.${format}`) ? name : `${name}.${format}`);

const rowOf = (made: ExportView): Row => ({
  id: made.exportId,
  name: fileName(made),
  about: [momentText(made.createdAt), ...(made.bytes === undefined ? [] : [sizeText(made.bytes)])].join(' · '),
  state: made.stateText,
  tone: TONES[made.state],
  problem: made.problem ? `${made.problem.message}。${made.problem.hint}` : '',
  ready: made.state === 'done' && made.url !== undefined,
  opens: canOpen(fileName(made)),
  fetched: false,
});

const listed = ({ exportId: name, bytes = 0, url, expiresAt }: ExportView) => ({
  files: [],
  attachments: url === undefined || expiresAt === undefined ? [] : [{ name, bytes, url, expiresAt }],
});

/** A file under a link that is renewed when it expires. */
const filesOf = (made: ExportView): InvoiceFiles =>
  new InvoiceFiles(listed(made), async () => listed(await reimburser('exports.get', { exportId: made.exportId })));

interface Data {
  status: 'loading' | 'ready' | 'empty' | 'problem';
  rows: Row[];
  problem: Problem | null;
  busy: string;
}

const data: Data = { status: 'loading', rows: [], problem: null, busy: '' };

Component({
  data,
  methods: {
    ...watching,
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).companyId = queryOf(query, 'company');
    },
    /** Looks once; answers in how many seconds looking again is worth it. */
    async look(): Promise<number | undefined> {
      const shown = shownOf(this);
      try {
        shown.exports = (await reimburser('exports.list', { companyId: shown.companyId })).exports;
        const rows = shown.exports.map(rowOf);
        this.setData({ rows, status: rows.length > 0 ? 'ready' : 'empty', problem: null });
        return shown.exports.some(({ state }) => state === 'working') ? LOOK_AGAIN : undefined;
      } catch (error) {
        const problem = problemOf(error);
        this.setData({ status: shown.exports.length > 0 ? 'ready' : 'problem', problem });
        return undefined;
      }
    },

    onOpen(event: WechatMiniprogram.BaseEvent) {
      return this.use('open', event, async (files, key, name) => openFile(await files.local(key), name));
    },
    onForward(event: WechatMiniprogram.BaseEvent) {
      return this.use('forward', event, async (files, key, name) => {
        if (!(await forward(files, key, name))) return;
        const index = this.data.rows.findIndex(({ id }) => attachmentKey(id) === key);
        if (index >= 0) this.setData({ [`rows[${index}].fetched`]: true });
      });
    },
    onCopyLink(event: WechatMiniprogram.BaseEvent) {
      return this.use('link', event, async (files, key) => copy(await files.link(key), '链接已复制，过一段时间会失效'));
    },
    async use(
      name: string,
      event: WechatMiniprogram.BaseEvent,
      run: (files: InvoiceFiles, key: string, fileName: string) => Promise<void>,
    ): Promise<void> {
      const { id } = event.currentTarget.dataset as { id: string };
      const { exports, files } = shownOf(this);
      const made = exports.find(({ exportId }) => exportId === id);
      if (!made) return;
      const own = files.get(id) ?? filesOf(made);
      files.set(id, own);
      await usingFiles(this, `${name}-${id}`, id, () => run(own, attachmentKey(id), fileName(made)));
    },
  },
});
