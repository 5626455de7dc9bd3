/** Something the developer has to put right before the mini program can run. */
export class CompileError extends Error {
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
    this.name = 'CompileError';
  }
}

/** Collects what is wrong, so that one run names all of it. */
export class Problems {
  readonly errors: string[] = [];
  readonly warnings: string[] = [];

  error(file: string, reason: string): void {
    this.errors.push(`${file}: ${reason}`);
  }

  warn(file: string, reason: string): void {
    this.warnings.push(`${file}: ${reason}`);
  }

  throwIfAny(): void {
    if (this.errors.length > 0) throw new CompileError('miniprogram', this.errors.join('\n'));
  }
}
