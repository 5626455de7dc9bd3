/** One line of the bench: a ratio measured in this run, and what it should be. */
export interface Figure {
  name: string;
  /** What was measured, with units, so that the ratio can be checked by hand. */
  detail: string;
  /** Absent for a figure that has no goal. */
  ratio?: number;
  goal?: { atMost: number } | { atLeast: number };
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
};

/** Whether the goal was reached; a figure without one has nothing to miss. */
export const isReached = ({ ratio, goal }: Figure): boolean => {
  if (ratio === undefined || !goal) return true;
  return 'atMost' in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
};

const verdict = (figure: Figure): string => {
  const { ratio, goal } = figure;
  if (ratio === undefined || !goal) return '';
  const limit = 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
  return `${ratio.toPrecision(3)} (goal ${limit}) ${isReached(figure) ? '✔' : '✖'}`;
};

export const print = (figure: Figure): void => {
  console.log(`${figure.name}\n    ${verdict(figure)}\n    ${figure.detail}\n`);
};
