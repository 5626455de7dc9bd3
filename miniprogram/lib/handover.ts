/**
 * What one page leaves for the next, by key: kept in memory only, taken once, and never needed, because a
 * page can always fetch it.
 */
export class Handover<T> {
  private readonly left = new Map<string, T>();

  leave(key: string, value: T): void {
    this.left.set(key, value);
  }

  take(key: string): T | undefined {
    const value = this.left.get(key);
    this.left.delete(key);
    return value;
  }
}
