import { yuan, total } from '../amounts';
import { drawer, headOf, type IssuedInvoice, type Row, type footOf } from './model';
import { ink, type Pen, type Style } from './pen';

export const labels = {
  specimen: '样张',
  watermark: '样张 非有效发票',
  buyer: '购买方信息',
  seller: '销售方信息',
  name: '名称：',
  taxNo: '统一社会信用代码/纳税人识别号：',
  itemName: '项目名称',
  spec: '规格型号',
  unit: '单位',
  quantity: '数量',
  unitPrice: '单价',
  net: '金额',
  rate: '税率/征收率',
  tax: '税额',
  sum: '合计',
  pageSum: '小计',
  inWords: '价税合计（大写）',
  inFigures: '（小写）',
  remark: '备注',
  drawer: `开票人：${drawer}`,
  notice: '样张 非有效发票 · 由沙盒开票平台生成，不得作为报销凭证',
  pages: '共第页',
};

/** The width of every page; short invoices take half an A4 sheet, long ones whole sheets. */
export const pageWidth = 595.28;
const shortPage = 397;
const longPage = 841.89;

const left = 26;
const right = pageWidth - left;
const width = right - left;
const middle = pageWidth / 2;
const frameTop = 84;
const partiesHeight = 54;
const tabWidth = 18;
const columnHead = 18;
const lineHeight = 11.5;
const rowGap = 4;
const sumHeight = 19;
const wordsHeight = 24;
const below = 30;

const rule = '#b06a4a';
const label = '#94421f';
const faint = '#8d8d8d';
const body: Style = { size: 8.8 };
const figure: Style = { ...body, align: 'right', tabular: true };
const caption: Style = { size: 8.8, color: label };

interface Column {
  x: number;
  width: number;
}
const nameColumn: Column = { x: left, width: 146 };
const specColumn: Column = { x: left + 146, width: 64 };
const unitColumn: Column = { x: left + 210, width: 34 };
const quantityColumn: Column = { x: left + 244, width: 56 };
const priceColumn: Column = { x: left + 300, width: 72 };
const netColumn: Column = { x: left + 372, width: 68 };
const rateColumn: Column = { x: left + 440, width: 50 };
const taxColumn: Column = { x: left + 490, width: right - left - 490 };
/** Where a text of this alignment stands in a column. */
const anchor = ({ x, width }: Column, align: NonNullable<Style['align']>): number =>
  align === 'right' ? x + width - 5 : align === 'center' ? x + width / 2 : x + 5;

/** A row with its texts broken into lines. */
export interface PlacedRow {
  row: Row;
  name: string[];
  spec: string[];
  unit: string[];
  height: number;
}

/** Breaks the texts of each row so that they stay in their columns. */
export const layoutRows = (rows: readonly Row[], pen: Pen): PlacedRow[] =>
  rows.map((row) => {
    const name = pen.wrap(row.name, nameColumn.width - 8, body);
    const spec = pen.wrap(row.spec, specColumn.width - 6, body);
    const unit = pen.wrap(row.unit, unitColumn.width - 4, body);
    const lines = Math.max(name.length, spec.length, unit.length);
    return { row, name, spec, unit, height: lines * lineHeight + rowGap };
  });

const remarkLines = (remark: string, pen: Pen) => pen.wrap(remark, width - tabWidth - 16, body);
const remarkHeight = (remark: string, pen: Pen) =>
  Math.max(46, remarkLines(remark, pen).length * lineHeight + 12);
const heightOf = (rows: readonly PlacedRow[]) => rows.reduce((sum, row) => sum + row.height, 0);

/** Shares the rows out over pages; the last one keeps room for the totals and the remarks. */
export const planPages = (rows: readonly PlacedRow[], remark: string, pen: Pen) => {
  const taken = frameTop + partiesHeight + columnHead + rowGap + sumHeight + below;
  const closing = sumHeight + wordsHeight + remarkHeight(remark, pen);
  const single = taken + closing - sumHeight + heightOf(rows) <= shortPage;
  if (single) return { height: shortPage, pages: [rows] };

  const pages: PlacedRow[][] = [];
  let rest = [...rows];
  while (heightOf(rest) > longPage - taken - closing) {
    let count = 1;
    while (count < rest.length - 1 && heightOf(rest.slice(0, count + 1)) <= longPage - taken) count++;
    pages.push(rest.slice(0, count));
    rest = rest.slice(count);
  }
  return { height: longPage, pages: [...pages, rest] };
};

export interface PageContent {
  invoice: IssuedInvoice;
  title: string;
  rows: readonly PlacedRow[];
  foot: ReturnType<typeof footOf>;
  remark: string;
  place: { index: number; count: number; height: number };
}

/** Draws one page of the invoice. */
export const drawPage = (document: PDFKit.PDFDocument, pen: Pen, content: PageContent): void => {
  const { invoice, title, rows, foot, remark, place } = content;
  const last = place.index === place.count - 1;
  const several = place.count > 1;
  const frameBottom = place.height - below;

  const line = (x1: number, y1: number, x2: number, y2: number) =>
    document.moveTo(x1, y1).lineTo(x2, y2).lineWidth(0.7).stroke(rule);
  const across = (y: number) => line(left, y, right, y);
  /** A label that runs downwards in a narrow cell. */
  const tab = (text: string, x: number, top: number, bottom: number) => {
    const step = Math.min(11, (bottom - top - 4) / text.length);
    const first = (top + bottom) / 2 - (step * text.length) / 2 + step * 0.78;
    [...text].forEach((character, index) =>
      pen.write(character, x + tabWidth / 2, first + index * step, { ...caption, size: 8.4, align: 'center' }),
    );
    line(x + tabWidth, top, x + tabWidth, bottom);
  };

  const watermark = () => {
    const centre = [middle, (frameTop + frameBottom) / 2] as const;
    const angle = place.height === shortPage ? -24 : -42;
    document.save().rotate(angle, { origin: [...centre] }).fillOpacity(0.13);
    pen.write(labels.watermark, centre[0], centre[1] + 22, { size: 62, weight: 700, align: 'center', color: '#c8361d' });
    document.restore();
  };

  const head = () => {
    const half = pen.width(title, { size: 19, weight: 700 }) / 2 + 14;
    pen.write(title, middle, 48, { size: 19, weight: 700, align: 'center', color: label });
    for (const y of [57, 59.6]) line(middle - half, y, middle + half, y);
    document.roundedRect(left, 30, 44, 22, 3).lineWidth(1.1).stroke('#c8361d');
    pen.write(labels.specimen, left + 22, 45.2, { size: 12.5, weight: 700, align: 'center', color: '#c8361d' });

    const facts = headOf(invoice);
    const step = facts.length > 2 ? 12.5 : 16;
    const labelEnd = right - 108;
    facts.forEach((fact, index) => {
      const y = (facts.length > 2 ? 30 : 40) + index * step;
      pen.write(fact.label, labelEnd, y, { ...caption, align: 'right' });
      pen.writeWithin(fact.value, labelEnd, y, right - labelEnd, { ...body, tabular: true });
    });
  };

  const party = (x: number, tabLabel: string, who: { name: string; taxNo?: string | undefined }) => {
    const bottom = frameTop + partiesHeight;
    tab(tabLabel, x, frameTop, bottom);
    const start = x + tabWidth + 6;
    const room = width / 2 - tabWidth - 12;
    const nameStart = start + pen.width(labels.name, caption);
    let size = body.size;
    let names = pen.wrap(who.name, room - (nameStart - start), { size });
    while (names.length * size > 20) {
      size -= 0.3;
      names = pen.wrap(who.name, room - (nameStart - start), { size });
    }
    const first = frameTop + (names.length === 1 ? 20 : 8 + size * 0.5);
    pen.write(labels.name, start, first, caption);
    names.forEach((text, index) => pen.write(text, nameStart, first + index * size * 1.25, { size }));
    const taxY = bottom - 11;
    pen.write(labels.taxNo, start, taxY, caption);
    const taxStart = start + pen.width(labels.taxNo, caption);
    pen.writeWithin(who.taxNo ?? '', taxStart, taxY, start + room - taxStart, body);
  };

  const tableTop = frameTop + partiesHeight;
  const closingHeight = last ? wordsHeight + remarkHeight(remark, pen) : 0;
  const sumTop = frameBottom - closingHeight - sumHeight;

  const items = () => {
    const headings: readonly [string, Column, Style['align']][] = [
      [labels.itemName, nameColumn, 'center'],
      [labels.spec, specColumn, 'center'],
      [labels.unit, unitColumn, 'center'],
      [labels.quantity, quantityColumn, 'right'],
      [labels.unitPrice, priceColumn, 'right'],
      [labels.net, netColumn, 'right'],
      [labels.rate, rateColumn, 'center'],
      [labels.tax, taxColumn, 'right'],
    ];
    for (const [text, column, align = 'left'] of headings)
      pen.writeWithin(text, anchor(column, align), tableTop + 12.5, column.width - 2, { ...caption, align });
    let top = tableTop + columnHead;
    for (const { row, name, spec, unit, height } of rows) {
      const y = top + 9;
      const cell = (texts: string[], x: number, style: Style) =>
        texts.forEach((text, index) => pen.write(text, x, y + index * lineHeight, style));
      cell(name, anchor(nameColumn, 'left'), body);
      cell(spec, anchor(specColumn, 'center'), { ...body, align: 'center' });
      cell(unit, anchor(unitColumn, 'center'), { ...body, align: 'center' });
      const figures = [
        [row.quantity, quantityColumn],
        [row.unitPrice, priceColumn],
        [yuan(row.netFen), netColumn],
        [row.rate === '免税' || row.rate === '不征税' ? '***' : yuan(row.taxFen), taxColumn],
      ] as const;
      for (const [text, column] of figures)
        pen.writeWithin(text, anchor(column, 'right'), y, column.width - 7, figure);
      pen.write(row.rate, anchor(rateColumn, 'center'), y, { ...body, align: 'center' });
      top += height;
    }
  };

  const sums = () => {
    const write = (text: string, y: number, net: string, tax: string) => {
      pen.write([...text].join('　　'), anchor(nameColumn, 'center'), y, { ...caption, align: 'center' });
      pen.writeWithin(net, anchor(netColumn, 'right'), y, netColumn.width + 20, figure);
      pen.writeWithin(tax, anchor(taxColumn, 'right'), y, taxColumn.width + 20, figure);
    };
    if (several) {
      const here = total(rows.map(({ row }) => row));
      const y = (last ? sumTop - sumHeight : sumTop) + 12.5;
      write(labels.pageSum, y, `¥${yuan(here.netFen)}`, `¥${yuan(here.taxFen)}`);
    }
    if (last) write(labels.sum, sumTop + 12.5, foot.net, foot.tax);
  };

  const closing = () => {
    const wordsTop = sumTop + sumHeight;
    const y = wordsTop + 15.5;
    across(wordsTop);
    pen.write(labels.inWords, anchor(nameColumn, 'center'), y, { ...caption, size: 9.5, align: 'center' });
    line(specColumn.x, wordsTop, specColumn.x, wordsTop + wordsHeight);
    const mark = { x: specColumn.x + 14, y: y - 3.6, r: 4.6 };
    const cross = mark.r * Math.SQRT1_2;
    document.circle(mark.x, mark.y, mark.r).lineWidth(0.8).stroke(ink);
    document.moveTo(mark.x - cross, mark.y - cross).lineTo(mark.x + cross, mark.y + cross).stroke(ink);
    document.moveTo(mark.x - cross, mark.y + cross).lineTo(mark.x + cross, mark.y - cross).stroke(ink);
    pen.writeWithin(foot.words, mark.x + 9, y, 252, { size: 10.5, weight: 700 });
    pen.write(labels.inFigures, netColumn.x + 62, y, { ...caption, size: 9.5, align: 'right' });
    pen.write(foot.gross, netColumn.x + 66, y, { size: 10.5, weight: 700, tabular: true });

    const remarkTop = wordsTop + wordsHeight;
    across(remarkTop);
    tab(labels.remark, left, remarkTop, frameBottom);
    remarkLines(remark, pen).forEach((text, index) =>
      pen.write(text, left + tabWidth + 8, remarkTop + 14 + index * lineHeight, body),
    );
  };

  watermark();
  head();
  document.rect(left, frameTop, width, frameBottom - frameTop).lineWidth(0.9).stroke(rule);
  party(left, labels.buyer, invoice.request.buyer);
  line(middle, frameTop, middle, tableTop);
  party(middle, labels.seller, invoice.seller);
  across(tableTop);
  items();
  sums();
  if (last) closing();
  pen.write(labels.drawer, left + 40, frameBottom + 15, caption);
  if (several)
    pen.write(`共${place.count}页 第${place.index + 1}页`, middle, frameBottom + 15, { ...caption, align: 'center' });
  pen.write(labels.notice, right, frameBottom + 15, { size: 7, color: faint, align: 'right' });
};
