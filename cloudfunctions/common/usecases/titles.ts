import type { BuyerOutput, Title } from '../../../contract/buyer';
import { objectionToTitle } from '../domain/title';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import { refuse } from './failures';

type Saved = { titleId?: string | undefined; title: Title; isDefault?: boolean | undefined; requestId: string };

export const listTitles = async (ports: Ports, openid: string): Promise<BuyerOutput['titles.list']> => {
  const titles = await ports.titles.titlesOf(openid);
  return { titles: titles.map(({ _id, title, isDefault }) => ({ titleId: _id, title, isDefault })) };
};

/** Keeps a title, or changes one of the person's own. The same call again keeps no second one. */
export const saveTitle = async (ports: Ports, openid: string, asked: Saved): Promise<BuyerOutput['titles.save']> => {
  const objection = objectionToTitle(asked.title);
  if (objection) throw refuse(objection.code, objection.text ? { message: objection.text } : {});
  const titleId = asked.titleId ?? `ti_${ports.ids.fingerprint(`${openid}:${asked.requestId}`)}`;
  const known = await ports.titles.getTitle(titleId);
  if (asked.titleId && known?.openid !== openid) throw fail('not_found');
  if (!known && (await ports.titles.countTitles(openid)) >= ports.titles.MAX_TITLES) throw refuse('titles_full');
  const isDefault = asked.isDefault ?? known?.isDefault ?? false;
  if (isDefault && !known?.isDefault) await ports.titles.clearDefaultTitle(openid);
  await ports.titles.putTitle({ _id: titleId, openid, title: asked.title, isDefault, usedAt: ports.now() });
  return { titleId };
};

export const removeTitle = async (
  ports: Ports,
  openid: string,
  titleId: string,
): Promise<BuyerOutput['titles.remove']> => ({
  removed: await ports.titles.removeTitle(titleId, openid),
});
