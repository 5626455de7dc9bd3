import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** Named texts and numbers, in the order in which they are written. */
export type XmlFields = Record<string, string | number>;

// XML 1.0 has no way to write most control characters.
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const cdata = (text: string) => `<![CDATA[${text.replace(unprintable, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

/** One flat element as WeChat writes it: texts as CDATA, numbers bare. */
export const writeXml = (fields: XmlFields): string => {
  const elements = Object.entries(fields).map(
    ([name, value]) => `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`,
  );
  return `<xml>${elements.join('')}</xml>`;
};

// Everything stays text: 0012345 is no number. Blanks around a CDATA section vanish.
const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true, ignorePiTags: true, maxNestedTags: 16 });

/** Reads one flat element; undefined for anything else: nested, doubled, declared by a DTD, not well-formed. */
export const readXml = (text: string): Map<string, string> | undefined => {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return undefined;
  try {
    if (XMLValidator.validate(text) !== true) return undefined;
    const { xml, ...others } = parser.parse(text) as { xml?: unknown };
    if (typeof xml !== 'object' || xml === null || Object.keys(others).length > 0) return undefined;
    const fields = Object.entries(xml as Record<string, unknown>);
    return fields.every((field): field is [string, string] => typeof field[1] === 'string')
      ? new Map(fields)
      : undefined;
  } catch {
    return undefined;
  }
};
