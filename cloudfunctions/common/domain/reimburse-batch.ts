/**
 * Deals items out so that no part holds two of one key or more than `most`, in as few parts as can be:
 * max(⌈items ÷ most⌉, the most items of one key).
 */
export const dealOut = <T>(items: readonly T[], most: number, keyOf: (item: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  const largest = Math.max(0, ...[...groups.values()].map((group) => group.length));
  const count = Math.max(Math.ceil(items.length / most), largest);
  const parts: T[][] = Array.from({ length: count }, () => []);
  // Neighbours of one group are no further apart than there are parts, so they never meet.
  [...groups.values()].flat().forEach((item, i) => parts[i % count]?.push(item));
  return parts;
};

/** Parts of at most so many. */
export const partsOf = <T>(items: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most));

/**
 * Answers to questions that were asked at once, where an answer tells its key and no more. Certain is only a key that
 * was asked for once and answered once; everything else is undefined, and to be asked by itself.
 */
export const matchAnswers = <Q, A>(
  questions: readonly Q[],
  answers: readonly A[],
  questionKey: (question: Q) => string,
  answerKey: (answer: A) => string,
): (A | undefined)[] => {
  const count = (keys: string[]) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const asked = count(questions.map(questionKey));
  const answered = count(answers.map(answerKey));
  const byKey = new Map(answers.map((answer) => [answerKey(answer), answer]));
  return questions.map((question) => {
    const key = questionKey(question);
    return asked.get(key) === 1 && answered.get(key) === 1 ? byKey.get(key) : undefined;
  });
};

/** What became of one item of a batch. */
export type Tried<T, R, E> = { item: T } & ({ done: R } | { failed: E });

/**
 * Tries a batch that holds as a whole or not at all. While a failure blames one of several, the batch is halved, until
 * the culprits stand alone and all others are done.
 */
export const bisect = async <T, R, E>(
  items: readonly T[],
  attempt: (items: readonly T[]) => Promise<{ done: R } | { failed: E }>,
  blamesOne: (failure: E) => boolean,
): Promise<Tried<T, R, E>[]> => {
  if (items.length === 0) return [];
  const result = await attempt(items);
  if ('done' in result) return items.map((item) => ({ item, done: result.done }));
  if (items.length === 1 || !blamesOne(result.failed)) return items.map((item) => ({ item, failed: result.failed }));
  const half = Math.ceil(items.length / 2);
  const first = await bisect(items.slice(0, half), attempt, blamesOne);
  return [...first, ...(await bisect(items.slice(half), attempt, blamesOne))];
};
