import { collection } from './database';
import type { TitleRecord } from './records';

const titles = () => collection<TitleRecord>('titles');

export const MAX_TITLES = 30;

export const titlesOf = (openid: string): Promise<TitleRecord[]> =>
  titles().find({ openid }, { orderBy: [['usedAt', 'desc']], limit: MAX_TITLES });

export const countTitles = (openid: string): Promise<number> => titles().count({ openid });

export const getTitle = (id: string): Promise<TitleRecord | null> => titles().get(id);

export const putTitle = (title: TitleRecord): Promise<void> => titles().put(title);

/** No title of the person is the default any more. */
export const clearDefaultTitle = (openid: string): Promise<number> =>
  titles().updateWhere({ openid, isDefault: true }, { isDefault: false });

/** Removes one of the person's own titles. */
export const removeTitle = async (id: string, openid: string): Promise<boolean> =>
  (await titles().removeWhere({ _id: id, openid })) > 0;

export const removeTitles = (openid: string): Promise<number> => titles().removeWhere({ openid });
