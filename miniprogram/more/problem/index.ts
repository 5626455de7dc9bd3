import type { ProblemView } from '../../../contract/envelope';
import { perInstance } from '../../lib/per-instance';
import { toldProblems } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { buyer } from '../../services/buyer';
import { copy } from '../../services/clipboard';
import { problemModel } from './view';
import type { ProblemModel } from './view';

interface Data {
  model: ProblemModel | null;
}

const data: Data = { model: null };

/** What belongs to this page and is not drawn. */
const askedOf = perInstance(() => ({
  code: '',
  requestId: '',
  errcode: undefined as number | undefined,
}));

/** Why something did not work: shown at once as it was told, and more fully when the catalogue has answered. */
Component({
  data,
  methods: {
    async onLoad(query: Record<string, string | undefined>) {
      const asked = askedOf(this);
      asked.code = queryOf(query, 'code');
      asked.requestId = queryOf(query, 'request');
      const errcode = Number(query['errcode']);
      if (query['errcode'] !== undefined && Number.isInteger(errcode)) asked.errcode = errcode;
      const told = toldProblems.take(asked.requestId);
      if (told) this.setData({ model: problemModel(asked, told, undefined) });
      const known = asked.errcode === undefined ? undefined : await this.lookUp(asked.errcode);
      this.setData({ model: problemModel(asked, told, known) });
    },
    /** What does not come leaves what was told. */
    lookUp: (errcode: number): Promise<ProblemView | undefined> =>
      buyer('problems.get', { errcode }).catch(() => undefined),
    onCopy() {
      const { model } = this.data;
      const text = model?.references.map(({ name, value }) => `${name} ${value}`).join('\n') ?? '';
      void copy(text);
    },
  },
});
