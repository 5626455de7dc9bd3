import type { ProblemView } from '../../../contract/envelope';
import { fact } from '../../lib/facts';
import type { Fact } from '../../lib/facts';
import type { ToldProblem } from '../../lib/problem';

/** A problem as its page draws it. */
export interface ProblemModel {
  title: string;
  /** Who can fix it and how, and whether trying again helps. */
  facts: Fact[];
  /** Small print for whoever is asked for help. */
  references: Fact[];
}

const WHO = /^(开发者|商户管理员|商户|运维|报销方|用户)：(.+)$/s;

/** Who is meant by a hint, and what they can do; a hint that names nobody is for the reader. */
const whoAndWhat = (hint: string): [who: string, what: string] => {
  const [, who, what = ''] = WHO.exec(hint) ?? [];
  if (who) return [who === '用户' ? '您' : who, what];
  return hint.startsWith('无需处理') ? ['不用处理', hint.replace(/^无需处理[，；]?/, '')] : ['您', hint];
};

/** What is known: by the page before, by the catalogue, or both. What came with the error knows this very case. */
export const problemModel = (
  asked: { code: string; requestId: string; errcode: number | undefined },
  told: ToldProblem | undefined,
  known: ProblemView | undefined,
): ProblemModel => {
  const hint = told?.text ?? (known?.who ? `${known.who}：${known.what}` : `无需处理，${known?.what ?? ''}`);
  const [who, what] = whoAndWhat(hint);
  const again = known?.again ?? (told?.retryable ? '有用，可以再试一次' : '没有');
  const { errcode } = asked;
  return {
    title: told?.title ?? known?.message ?? '没有找到这个问题的说明',
    facts: told || known ? [...fact('谁来处理', who), ...fact('怎么处理', what), ...fact('再试有用吗', again)] : [],
    references: [
      ...fact('代码', asked.code || known?.code),
      ...fact('微信代码', errcode?.toString()),
      ...fact('微信的原话', told?.wechat?.errmsg ?? known?.wechat),
      ...fact('同样的代码', known?.alike.join('、')),
      ...fact('编号', asked.requestId),
    ],
  };
};
