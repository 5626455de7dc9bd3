import { yuan, total } from '../amounts';
import { drawer, headOf, type footOf, type Paper } from './model';
import { ink, type Pen, type Style } from './pen';
import { anchor, body, columns, remarkHeight, remarkLines, sheet, type PlacedRow } from './sheet';

const { left, right, width, middle, frameTop, partiesHeight, tabWidth, columnHead, lineHeight } = sheet;
const { sumHeight, wordsHeight, below, shortPage } = sheet;

export const labels = {
  specimen: '样张',
  watermark: '样张 非有效发票',
  buyer: '购买方信息',
  seller: '销售方信息',
  name: '名称：',
  taxNo: '统一社会信用代码/纳税人识别号：',
  columns: {
    name: '项目名称',
    spec: '规格型号',
    unit: '单位',
    quantity: '数量',
    unitPrice: '单价',
    net: '金额',
    rate: '税率/征收率',
    tax: '税额',
  },
  sum: '合计',
  pageSum: '小计',
  inWords: '价税合计（大写）',
  inFigures: '（小写）',
  remark: '备注',
  drawer: `开票人：${drawer}`,
  notice: '样张 非有效发票 · 由沙盒开票平台生成，不得作为报销凭证',
  pages: '共第页',
};

/** Stands on reds only. */
export const redMark = '红字';

const rule = '#b06a4a';
const label = '#94421f';
const stamp = '#c8361d';
const faint = '#8d8d8d';
const figure: Style = { ...body, align: 'right', tabular: true };
const caption: Style = { size: 8.8, color: label };

export interface PageContent {
  paper: Paper;
  rows: readonly PlacedRow[];
  foot: ReturnType<typeof footOf>;
  /** With the buyer's facts. */
  remark: string;
  place: { index: number; count: number; height: number };
}

/** Draws one page of the invoice. */
export const drawPage = (document: PDFKit.PDFDocument, pen: Pen, content: PageContent): void => {
  const { paper, rows, foot, remark, place } = content;
  const { title } = paper;
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
    document
      .save()
      .rotate(angle, { origin: [...centre] })
      .fillOpacity(0.13);
    pen.write(labels.watermark, centre[0], centre[1] + 22, {
      size: 62,
      weight: 700,
      align: 'center',
      color: stamp,
    });
    document.restore();
  };

  const head = () => {
    const half = pen.width(title, { size: 19, weight: 700 }) / 2 + 14;
    pen.write(title, middle, 48, { size: 19, weight: 700, align: 'center', color: label });
    for (const y of [57, 59.6]) line(middle - half, y, middle + half, y);
    const marks = paper.reverses ? [labels.specimen, redMark] : [labels.specimen];
    marks.forEach((mark, index) => {
      const x = left + index * 50;
      document.roundedRect(x, 30, 44, 22, 3).lineWidth(1.1).stroke(stamp);
      pen.write(mark, x + 22, 45.2, { size: 12.5, weight: 700, align: 'center', color: stamp });
    });

    const facts = headOf(paper);
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
    const headings = [
      ['name', 'center'],
      ['spec', 'center'],
      ['unit', 'center'],
      ['quantity', 'right'],
      ['unitPrice', 'right'],
      ['net', 'right'],
      ['rate', 'center'],
      ['tax', 'right'],
    ] as const;
    for (const [name, align] of headings) {
      const column = columns[name];
      pen.writeWithin(labels.columns[name], anchor(column, align), tableTop + 12.5, column.width - 2, {
        ...caption,
        align,
      });
    }
    let top = tableTop + columnHead;
    for (const { row, name, spec, unit, height } of rows) {
      const y = top + 9;
      const cell = (texts: string[], x: number, style: Style) =>
        texts.forEach((text, index) => pen.write(text, x, y + index * lineHeight, style));
      cell(name, anchor(columns.name, 'left'), body);
      cell(spec, anchor(columns.spec, 'center'), { ...body, align: 'center' });
      cell(unit, anchor(columns.unit, 'center'), { ...body, align: 'center' });
      const figures = [
        [row.quantity, columns.quantity],
        [row.unitPrice, columns.unitPrice],
        [yuan(row.netFen), columns.net],
        [row.rate === '免税' || row.rate === '不征税' ? '***' : yuan(row.taxFen), columns.tax],
      ] as const;
      for (const [text, column] of figures) pen.writeWithin(text, anchor(column, 'right'), y, column.width - 7, figure);
      pen.write(row.rate, anchor(columns.rate, 'center'), y, { ...body, align: 'center' });
      top += height;
    }
  };

  const sums = () => {
    const write = (text: string, y: number, net: string, tax: string) => {
      pen.write(text, anchor(columns.name, 'center'), y, { ...caption, align: 'center' });
      pen.writeWithin(net, anchor(columns.net, 'right'), y, columns.net.width + 20, figure);
      pen.writeWithin(tax, anchor(columns.tax, 'right'), y, columns.tax.width + 20, figure);
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
    pen.write(labels.inWords, anchor(columns.name, 'center'), y, { ...caption, size: 9.5, align: 'center' });
    line(columns.spec.x, wordsTop, columns.spec.x, wordsTop + wordsHeight);
    const mark = { x: columns.spec.x + 14, y: y - 3.6, r: 4.6 };
    const cross = mark.r * Math.SQRT1_2;
    document.circle(mark.x, mark.y, mark.r).lineWidth(0.8).stroke(ink);
    document
      .moveTo(mark.x - cross, mark.y - cross)
      .lineTo(mark.x + cross, mark.y + cross)
      .stroke(ink);
    document
      .moveTo(mark.x - cross, mark.y + cross)
      .lineTo(mark.x + cross, mark.y - cross)
      .stroke(ink);
    pen.writeWithin(foot.words, mark.x + 9, y, 252, { size: 10.5, weight: 700 });
    pen.write(labels.inFigures, columns.net.x + 62, y, { ...caption, size: 9.5, align: 'right' });
    pen.write(foot.gross, columns.net.x + 66, y, { size: 10.5, weight: 700, tabular: true });

    const remarkTop = wordsTop + wordsHeight;
    across(remarkTop);
    tab(labels.remark, left, remarkTop, frameBottom);
    remarkLines(remark, pen).forEach((text, index) =>
      pen.write(text, left + tabWidth + 8, remarkTop + 14 + index * lineHeight, body),
    );
  };

  watermark();
  head();
  document
    .rect(left, frameTop, width, frameBottom - frameTop)
    .lineWidth(0.9)
    .stroke(rule);
  party(left, labels.buyer, paper.buyer);
  line(middle, frameTop, middle, tableTop);
  party(middle, labels.seller, paper.seller);
  across(tableTop);
  items();
  sums();
  if (last) closing();
  pen.write(labels.drawer, left + 40, frameBottom + 15, caption);
  if (several)
    pen.write(`共${place.count}页 第${place.index + 1}页`, middle, frameBottom + 15, { ...caption, align: 'center' });
  pen.write(labels.notice, right, frameBottom + 15, { size: 7, color: faint, align: 'right' });
};
