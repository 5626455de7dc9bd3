/** As many lines as an issuer takes that says nothing of it. */
const USUAL_LINES = 100;

/** The most lines of one invoice, by issuer. Pure data: applications are checked where no issuer can be asked. */
const mostLines: Readonly<Record<string, number>> = {
  sandbox: 100,
};

export const maxLinesOf = (issuer: string): number => mostLines[issuer] ?? USUAL_LINES;
