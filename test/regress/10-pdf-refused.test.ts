import { pdfProblem } from '../../cloudfunctions/common/wechat/pdf-check';

const bytes = (text: string) => new TextEncoder().encode(text);

// 72040 tells nothing of what is wrong with a file: it is looked at before the upload.
describe('a PDF before it is uploaded', () => {
  it('passes when it is whole', () => {
    expect(pdfProblem(bytes('%PDF-1.4\n…\n%%EOF'))).toBeUndefined();
    expect(pdfProblem(bytes('%PDF-1.7\n…\n%%EOF\r\n'))).toBeUndefined();
  });

  it.each([
    ['', '空'],
    ['PK\u0003\u0004', '不是 PDF'],
    ['<html>login</html>', '不是 PDF'],
    ['%PDF-1.4\n…', '不完整'],
    [`%PDF-1.4\n%%EOF${'\n'.repeat(2000)}`, '不完整'],
    [`%PDF-1.4\n${'x'.repeat(2 * 1024 * 1024)}%%EOF`, '2 MB'],
  ])('is refused with its reason', (text, reason) => {
    expect(pdfProblem(bytes(text))).toContain(reason);
  });

  it('is judged by its own bytes when it is a part of a larger buffer', () => {
    const buffer = Buffer.concat([Buffer.from('junk'), Buffer.from('%PDF-1.4\n%%EOF'), Buffer.alloc(4096)]);
    expect(pdfProblem(buffer.subarray(4, 18))).toBeUndefined();
  });
});
