import { inflateSync } from 'node:zlib';

/** A PDF as far as these tests look into it. */
export interface ReadPdf {
  /** The text of each page, in the order in which it was drawn. */
  pages: string[];
  /** How many fonts it names, and how many it carries. */
  fonts: { named: number; embedded: number };
  /** All that is not compressed: dictionaries, references, the document information. */
  structure: string;
}

const hexText = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');

const characterMap = (cmap: string): Map<number, string> => {
  const map = new Map<number, string>();
  for (const [, first = '', , texts = ''] of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi))
    [...texts.matchAll(/<([0-9a-f ]+)>/gi)].forEach(([, hex = ''], index) =>
      map.set(parseInt(first, 16) + index, hexText(hex.replaceAll(' ', ''))),
    );
  return map;
};

/** Reads what pdfkit writes: enough to know which texts a page shows, through the fonts' own tables. */
export const readPdf = (pdf: Buffer): ReadPdf => {
  const bytes = pdf.toString('latin1');
  const objects = new Map<number, { head: string; stream: string }>();
  for (const match of bytes.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id = '', content = ''] = match;
    const at = content.indexOf('stream\n');
    const head = at < 0 ? content : content.slice(0, at);
    const raw = at < 0 ? '' : content.slice(at + 7, content.lastIndexOf('\nendstream'));
    const packed = head.includes('/FlateDecode');
    objects.set(Number(id), {
      head,
      stream: packed ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw,
    });
  }
  const object = (id: number) => objects.get(id) ?? { head: '', stream: '' };
  const reference = (head: string, name: string) => Number(new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1] ?? 0);

  const heads = [...objects.values()].map(({ head }) => head);
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\n/.test(head));
  return {
    pages: pages.map(({ head }) => {
      const resources = object(reference(head, 'Resources')).head;
      const maps = new Map<string, Map<number, string>>();
      for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g))
        maps.set(name, characterMap(object(reference(object(Number(id)).head, 'ToUnicode')).stream));
      let map: Map<number, string> | undefined;
      let text = '';
      const drawn = /\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ|\bET\b/g;
      for (const [, font, glyphs] of object(reference(head, 'Contents')).stream.matchAll(drawn)) {
        if (font) map = maps.get(font);
        for (const [, hex = ''] of (glyphs ?? '').matchAll(/<([0-9a-f]*)>/gi))
          for (const code of hex.match(/.{4}/g) ?? []) text += map?.get(parseInt(code, 16)) ?? '\uFFFD';
      }
      return text;
    }),
    fonts: {
      named: heads.filter((head) => head.includes('/Type /FontDescriptor')).length,
      embedded: heads.filter((head) => head.includes('/FontFile2')).length,
    },
    structure: heads.join('\n'),
  };
};
