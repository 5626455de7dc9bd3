/** The part of a page that measures. */
export interface Measured {
  createSelectorQuery(): WechatMiniprogram.SelectorQuery;
}

/** Which row of a windowed list a person is looking at; rows are measured, since type may be large. */
export class RowScroll {
  private top = 0;
  private rowHeight = 0;

  /** Looks where `.rows` begin and how high one `.item` is. */
  measure(page: Measured): void {
    const query = page.createSelectorQuery();
    query.select('.rows').boundingClientRect();
    query.select('.item').boundingClientRect();
    query.selectViewport().scrollOffset();
    query.exec((found: [{ top: number } | null, { height: number } | null, { scrollTop: number } | null]) => {
      const [rows, item, view] = found;
      if (!rows || !item) return;
      this.top = rows.top + (view?.scrollTop ?? 0);
      this.rowHeight = item.height;
    });
  }

  /** The first row on the screen; undefined before anything was measured. */
  firstAt(scrollTop: number): number | undefined {
    return this.rowHeight > 0 ? Math.floor((scrollTop - this.top) / this.rowHeight) : undefined;
  }
}
