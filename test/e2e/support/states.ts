import type { Locator } from 'playwright-core';
import type { Tone } from '../../../contract/states';
import type { PhoneDriver } from './phone';
import type { Stage } from './stage';

/** How each tone is drawn by day: never by colour alone. */
const drawn: Record<Tone, { icon: string; colour: string }> = {
  waiting: { icon: 'time-filled', colour: 'rgb(39, 89, 138)' },
  working: { icon: 'hourglass-filled', colour: 'rgb(39, 89, 138)' },
  done: { icon: 'check-circle-filled', colour: 'rgb(0, 108, 69)' },
  attention: { icon: 'error-circle-filled', colour: 'rgb(143, 67, 0)' },
  failed: { icon: 'close-circle-filled', colour: 'rgb(179, 38, 30)' },
  ended: { icon: 'minus-circle-filled', colour: 'rgb(95, 99, 104)' },
};

/** What words on a screen say of the machines: one state of each that they are about. */
export interface Meaning<M extends string> {
  tone: Tone;
  /** Instead of the tone's own. */
  icon?: string;
  states: Partial<Record<M, string>>;
}
export type Vocabulary<M extends string> = Readonly<Record<string, Meaning<M>>>;

/** The parts of a page that say how something stands. */
export const headlineOf = (phone: PhoneDriver): Locator => phone.screen.locator('.headline');
export const badgeOf = (place: Locator): Locator => place.locator('state-badge').first();

interface Shown {
  word: string;
  icon: string;
  colour: string;
}

const isThere = async (place: Locator): Promise<boolean> => (await place.count()) > 0;

/** Word, icon and colour of a state as they are painted. */
const read = async (place: Locator): Promise<Shown | undefined> => {
  if (!(await isThere(place))) return undefined;
  const words = place.locator('.headline__text');
  const word = await ((await isThere(words)) ? words : place).first().innerText();
  const glyph = place.locator('.t-icon').first();
  const classes = (await glyph.locator('[class*="t-icon-base"]').getAttribute('class')) ?? '';
  const colour = await glyph.evaluate((node) => {
    const view = globalThis as unknown as { getComputedStyle(element: unknown): { color: string } };
    return view.getComputedStyle(node).color;
  });
  return { word: word.trim(), icon: /(?:^|\s)t-icon-((?!base)[\w-]+)/.exec(classes)?.[1] ?? '', colour };
};

/** An amount or a day in the words is anybody's. */
const general = (word: string): string => word.replace(/¥[\d,.]+/g, '¥…');

/** A table of states: all that there are, and the moves between them. */
export interface Machine {
  states: readonly string[];
  moves: readonly (readonly [from: string, to: string])[];
}

/** The states that were read on screens, and the moves between two readings of one life. */
export class Sightings<M extends string> {
  private readonly seen = new Set<string>();
  private readonly moves = new Set<string>();

  constructor(
    private readonly stage: Stage,
    private readonly vocabulary: Vocabulary<M>,
  ) {}

  /** Follows one thing through its states. */
  life(): Life<M> {
    return new Life(this.stage, this.vocabulary, (machine, state, before) => {
      this.seen.add(`${machine} ${state}`);
      if (before !== undefined && before !== state) this.moves.add(`${machine} ${before} → ${state}`);
    });
  }

  /** What of these tables nobody has read: states, and states that have a way out which nobody saw taken. */
  missing(tables: Readonly<Record<M, Machine>>): string[] {
    return (Object.keys(tables) as M[]).flatMap((machine) =>
      tables[machine].states.flatMap((state) => {
        if (!this.seen.has(`${machine} ${state}`)) return [`${machine} ${state} is never shown`];
        const ways = tables[machine].moves.filter(([from]) => from === state);
        const isLeft = ways.some(([from, to]) => this.moves.has(`${machine} ${from} → ${to}`));
        return ways.length === 0 || isLeft ? [] : [`${machine} ${state} is never left`];
      }),
    );
  }
}

/** One application, red or card, as people read of it on one screen after the other. */
export class Life<M extends string> {
  private readonly now: Partial<Record<M, string>> = {};

  constructor(
    private readonly stage: Stage,
    private readonly vocabulary: Vocabulary<M>,
    private readonly note: (machine: M, state: string, before: string | undefined) => void,
  ) {}

  /**
   * Waits until a place of the screen says this, with the icon and the colour that belong to it; looks again as people
   * do, by coming back to the phone, while the sandbox's clock goes on by `step` seconds each time.
   */
  async reads(phone: PhoneDriver, place: Locator, word: string, step = 0): Promise<void> {
    let shown = await read(place);
    for (let looks = 0; looks < 60 && general(shown?.word ?? '') !== word; looks += 1) {
      if (step > 0) await this.stage.sandbox.control('clock', { advance_s: step });
      await lookAgain(phone);
      shown = await read(place);
    }
    const said = general(shown?.word ?? '');
    expect(said).toBe(word);
    const meaning = this.vocabulary[said];
    if (!meaning) throw new Error(`nobody has said what “${said}” means`);
    const { tone, states, ...own } = meaning;
    expect({ word: said, icon: shown?.icon, colour: shown?.colour }).toEqual({ word: said, ...drawn[tone], ...own });
    for (const [machine, state] of Object.entries(states) as [M, string][]) {
      this.note(machine, state, this.now[machine]);
      this.now[machine] = state;
    }
  }
}

/** Comes back to the phone after a while: the page that shows looks again. */
export const lookAgain = async (phone: PhoneDriver): Promise<void> => {
  await phone.page.evaluate(() => {
    const { __phone } = globalThis as unknown as { __phone: { background(): void; foreground(): void } };
    __phone.background();
    __phone.foreground();
  });
  await phone.idle();
};

/** What a page offers to do, from above down to its button. */
export const offersOf = async (phone: PhoneDriver): Promise<string[]> => {
  await phone.idle();
  const texts = await phone.screen.locator('red-card .t-button, .others .tap, .bar .t-button').allInnerTexts();
  return texts.map((text) => general(text.trim())).filter((text) => text !== '');
};
