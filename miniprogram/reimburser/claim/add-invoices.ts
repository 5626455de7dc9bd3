import type { ChosenCard } from '../../../contract/wechat-shapes';
import { copy } from '../../services/clipboard';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import { choose } from '../../lib/ask';
import { pickCards, pickFile, scanInvoice } from '../lib/pick-cards';
import type { FiguresSource } from '../lib/routes';

const WAYS = [
  { way: 'cards', text: '从微信卡包选' },
  { way: 'scan', text: '扫发票上的二维码' },
  { way: 'file', text: '选聊天里的文件' },
  { way: 'type', text: '手工填写' },
  { way: 'link', text: '用公众号网页选（复制链接）' },
] as const;

/** What the person wants to add: cards that can be read, or a source of figures to be completed by hand. */
export type Wanted = { cards: ChosenCard[] } | { source: FiguresSource };

/** Asks where the invoice is and takes it from there; undefined when the person thought better of it. */
export const askForInvoices = async (claimId: string): Promise<Wanted | undefined> => {
  const chosen = await choose(WAYS);
  switch (chosen?.way) {
    case undefined:
      return undefined;
    case 'cards': {
      const cards = await pickCards();
      return cards && { cards };
    }
    case 'scan': {
      const qr = await scanInvoice();
      return qr === undefined
        ? undefined
        : { source: { qr, scanned: (await reimburser('invoices.scan', { qr })).figures } };
    }
    case 'file': {
      const file = await pickFile();
      return file && { source: { file } };
    }
    case 'type':
      return { source: {} };
    case 'link': {
      const { url } = await reimburser('claims.pickLink', { claimId });
      await copy(url, '链接已复制，发到聊天里打开，半小时有效');
      return undefined;
    }
  }
};

/** As many as a claim may have; WeChat lets one choose more. */
const AT_ONCE = 200;

/** Takes cards into a claim; what cannot be read is named in the answer. */
export const addCards = intentionOf(({ claimId, cards }: { claimId: string; cards: ChosenCard[] }, requestId) =>
  reimburser('claims.addInvoices', { claimId, items: cards.slice(0, AT_ONCE) }, requestId),
);
