import { XMLParser } from 'fast-xml-parser';

// Values stay text (`0012345` is no number), and blanks around CDATA vanish.
const xml = new XMLParser({
  parseTagValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 16,
  // Paths of tags are not asked for, and cost time to build.
  jPath: false,
});

/** Whether anything but CDATA begins with `<!`: a DTD, an entity, a comment. */
const declares = (text: string) =>
  // A CDATA section that is never closed takes the rest, so that no text makes this look twice.
  /<!(?!\[CDATA\[)/.test(text) && /<!/.test(text.replace(/<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/g, ''));

/** Parses XML as WeChat sends it, all values as text; answers what stands inside of `<xml>`. Throws on a DTD and on noise. */
export const parseWireXml = (text: string): unknown => {
  if (declares(text)) throw new Error('declarations are refused');
  const document: unknown = xml.parse(text);
  return typeof document === 'object' && document && 'xml' in document ? document.xml : undefined;
};
