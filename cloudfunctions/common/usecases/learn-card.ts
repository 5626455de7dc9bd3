import type { ApplicationView, BuyerInput } from '../../../contract/buyer';
import { inserters } from '../domain/scenarios';
import { noted } from '../domain/state';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import { refuse } from './failures';
import { moveApplication } from './move-application';
import { ownApplication } from './own-application';
import { viewApplication } from './view-application';

/** Whether the card lies in the pack and only its code is missing, because the answer of the insert was lost. */
const lacksCode = ({ card }: ApplicationRecord) => card.state === 'inserted' && card.code === undefined;

/** Writes down the code of a card; a code that is known stays. What was said of the card meanwhile is heard now. */
export const rememberCode = async (ports: Ports, applicationId: string, code: string): Promise<void> => {
  const known = await moveApplication(ports, applicationId, (current, now) => {
    if (!lacksCode(current)) return undefined;
    const learned = { ...current, cardRef: `${current.card.cardId ?? ''}:${code}`, card: { ...current.card, code } };
    return noted(learned, now, { code: 'card_code_learned', text: '已找到卡包中的发票', tone: 'done', by: 'wechat' });
  });
  if (known?.cardRef) await ports.events.reopenEvents(known.cardRef);
  await ports.outbox.hurryRow(`${applicationId}:cancel_card:${known?.card.cancel?.attempt ?? 1}`, ports.now());
};

/** The codes of chosen cards of this template that belong to no other application. */
const unclaimedCodes = async (
  ports: Ports,
  { card, platformAppid: appid }: ApplicationRecord,
  chosen: BuyerInput['cards.learn']['cards'],
) => {
  const codes = new Set<string>();
  for (const { cardId, encryptCode } of chosen) {
    if (cardId !== card.cardId) continue;
    const { code } = await ports.call('wechat', 'card.decrypt', { appid, encryptCode });
    if ((await ports.applications.findByCard(cardId, code)).length === 0) codes.add(code);
  }
  return [...codes];
};

/** The buyer has opened the card pack and chosen the card: its code is found out, if it was lost. */
export const learnCard = async (
  ports: Ports,
  openid: string,
  { applicationId, cards }: Pick<BuyerInput['cards.learn'], 'applicationId' | 'cards'>,
): Promise<ApplicationView> => {
  const application = await ownApplication(ports, openid, applicationId);
  if (lacksCode(application) && inserters[application.mode]) {
    const [code, another] = await unclaimedCodes(ports, application, cards);
    if (!code) throw refuse('card_not_found');
    if (another) throw refuse('card_ambiguous');
    await rememberCode(ports, applicationId, code);
  }
  return viewApplication(ports, await ownApplication(ports, openid, applicationId));
};
