import PDFDocument from 'pdfkit';
import { fontsFor } from './fonts';
import { footOf, headOf, remarkOf, type Paper } from './model';
import { drawPage, labels, redMark } from './page';
import { createPen } from './pen';
import { layoutRows, planPages, sheet } from './sheet';

const figures = '0123456789.,-%*¥（）():：；/ 年月日零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆整角分负数';
const labelTexts = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.values(value ?? {})
        .map(labelTexts)
        .join('');

const collect = (document: PDFKit.PDFDocument): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });

/** The invoice as a person reads it: a specimen, with no 发票监制章. The same invoice gives the same bytes. */
export const renderInvoicePdf = async (paper: Paper): Promise<Buffer> => {
  const { title, buyer, seller, rows, reverses } = paper;
  const remark = remarkOf(paper);
  const foot = footOf(rows);
  const fonts = await fontsFor({
    400: figures + labelTexts(labels) + JSON.stringify([headOf(paper), buyer, seller, rows, remark]),
    700: title + labels.specimen + (reverses ? redMark : '') + labels.watermark + figures,
  });

  const document = new PDFDocument({
    autoFirstPage: false,
    font: '',
    info: {
      Title: `${title} ${paper.number}`,
      Author: seller.name,
      Subject: labels.watermark,
      CreationDate: new Date(paper.issuedAt * 1000),
    },
  });
  const finished = collect(document);
  for (const [name, font] of fonts) document.registerFont(name, font);
  const pen = createPen(document);

  const { height, pages } = planPages(layoutRows(rows, pen), remark, pen);
  pages.forEach((pageRows, index) => {
    document.addPage({ size: [sheet.pageWidth, height], margin: 0 });
    const place = { index, count: pages.length, height };
    drawPage(document, pen, { paper, rows: pageRows, foot, remark, place });
  });
  document.end();
  return finished;
};
