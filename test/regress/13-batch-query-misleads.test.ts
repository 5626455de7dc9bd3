import type { ChosenCard } from '../../contract/wechat';
import type { Ports } from '../../cloudfunctions/common/runtime/ports';
import { AppError } from '../../cloudfunctions/common/runtime/errors';
import { readCards } from '../../cloudfunctions/common/usecases/reimburse/read-cards';

// WeChat's batch query answers a card_id and no encrypt_code, in any order, sometimes with rows missing, or with a 504.
type Face = { cardId: string; face: string };
type Batch = (cards: readonly ChosenCard[]) => Face[];

/** Each card has a face of its own, which only its encrypt_code tells. */
const faceOf = ({ cardId, encryptCode }: ChosenCard): Face => ({ cardId, face: encryptCode });
const card = (cardId: string, encryptCode: string): ChosenCard => ({ cardId, encryptCode });

const read = async (cards: ChosenCard[], batch: Batch, chunk = 50) => {
  const asked = { batches: [] as ChosenCard[][], single: [] as ChosenCard[] };
  const call = async (_name: string, action: string, input: { cards: ChosenCard[] } & ChosenCard) => {
    if (action === 'reimbursement.readMany') {
      asked.batches.push(input.cards);
      return { invoices: batch(input.cards) };
    }
    asked.single.push(input);
    return { invoice: faceOf(input) };
  };
  const rows = await readCards({ call } as unknown as Pick<Ports, 'call'>, { appid: 'wx1', chunk }, cards);
  return { rows, asked };
};
const cards = ['a', 'b', 'c', 'd'].map((name) => card(`p-${name}`, `code-${name}`));
const right = cards.map((one) => ({ card: one, invoice: faceOf(one) }));
const trouble = (errcode?: number) =>
  new AppError({
    code: 'wechat',
    message: '微信没有应答',
    hint: '',
    retryable: true,
    ...(errcode !== undefined && { wechat: { errcode, errmsg: '' } }),
  });

describe('a batch query', () => {
  it('whose rows come in another order gives each invoice its own face', async () => {
    const { rows, asked } = await read(cards, (many) => many.map(faceOf).reverse());
    expect(rows).toEqual(right);
    expect([asked.batches.length, asked.single.length]).toEqual([1, 0]);
  });

  it.each<[string, Batch]>([
    ['leaves a row out', (many) => many.slice(1).map(faceOf)],
    ['repeats a card_id with another face', (many) => [...many.map(faceOf), { cardId: 'p-a', face: 'somebody’s' }]],
    [
      'answers another card instead',
      (many) => many.map((one, i) => (i ? faceOf(one) : { ...faceOf(one), cardId: 'x' })),
    ],
  ])('that %s has the doubtful one asked for by itself', async (_what, batch) => {
    const { rows, asked } = await read(cards, batch);
    expect(rows).toEqual(right);
    expect(asked.single.map(({ cardId }) => cardId)).toEqual(['p-a']);
  });

  it('never holds two cards of one template, which its answer could not tell apart', async () => {
    const same = [card('p', '1'), card('p', '2'), card('q', '3')];
    const { rows, asked } = await read(same, (many) => many.map(faceOf));
    expect(rows).toEqual(same.map((one) => ({ card: one, invoice: faceOf(one) })));
    for (const many of asked.batches) expect(new Set(many.map(({ cardId }) => cardId)).size).toBe(many.length);
  });

  it('that ends in a 504 leaves its own part unread and says so; the other parts are shown', async () => {
    const timesOut: Batch = (many) => {
      if (many.some(({ cardId }) => cardId === 'p-a')) throw trouble();
      return many.map(faceOf);
    };
    const { rows } = await read(cards, timesOut, 2);
    const unread = rows.filter((row) => 'failed' in row);
    expect(unread).toHaveLength(2);
    expect(unread).toMatchObject([{ failed: { retryable: true } }, { failed: { retryable: true } }]);
    expect(rows.map((row) => row.card)).toEqual(cards);
    expect(rows.filter((row) => 'invoice' in row).map((row) => row.card)).not.toContainEqual(cards[0]);
  });

  it('that one foreign encrypt_code spoils names that one and reads all others', async () => {
    const spoilt: Batch = (many) => {
      if (many.some(({ cardId }) => cardId === 'p-c')) throw trouble(40056);
      return many.map(faceOf);
    };
    const { rows } = await read(cards, spoilt);
    expect(rows.map((row) => ('failed' in row ? row.failed.wechat?.errcode : row.invoice))).toEqual(
      right.map((row) => (row.card.cardId === 'p-c' ? 40056 : row.invoice)),
    );
  });
});
