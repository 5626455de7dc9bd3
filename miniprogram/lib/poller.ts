const FIRST = 2;
const LONGEST = 30;
const GROWTH = 1.5;
/** About a quarter of an hour; after that the person is no longer watching. */
const MOST_LOOKS = 36;

/** How long to wait before the n-th look, in seconds: 2, 3, 4.5 … 30, and never sooner than the server wants. */
export const waitBefore = (look: number, wanted: number): number =>
  Math.min(LONGEST, Math.max(FIRST * GROWTH ** look, wanted));

/** Looks again and again while a page is visible, ever more seldom, until nothing moves by itself any more. */
export class Poller {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looks = 0;
  private turn = 0;

  /** `look` answers in how many seconds looking again is worth it, or undefined when it is not. */
  constructor(private readonly look: () => Promise<number | undefined>) {}

  /** Begins anew: the next look is after `wanted` seconds or two. */
  start(wanted: number | undefined): void {
    this.stop();
    this.looks = 0;
    this.plan(wanted);
  }

  stop(): void {
    this.turn += 1;
    if (this.timer !== undefined) clearTimeout(this.timer);
  }

  private plan(wanted: number | undefined): void {
    if (wanted === undefined || this.looks >= MOST_LOOKS) return;
    const turn = this.turn;
    const wait = waitBefore(this.looks, wanted);
    this.timer = setTimeout(() => void this.run(turn), wait * 1000);
    this.looks += 1;
  }

  private async run(turn: number): Promise<void> {
    const wanted = await this.look();
    if (turn === this.turn) this.plan(wanted);
  }
}
