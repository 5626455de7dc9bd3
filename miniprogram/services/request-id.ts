let count = 0;

/** A new id for one intention of the person: unique on this phone and across phones. */
export const newRequestId = (): string => {
  count += 1;
  const random = Math.random().toString(36).slice(2, 12);
  return `${Date.now().toString(36)}-${count.toString(36)}-${random}`;
};
