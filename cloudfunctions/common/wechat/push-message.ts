import { XMLParser } from 'fast-xml-parser';
import { parseWireJson } from './wire-json';

/** The fields of a pushed message, all as text, as they came. */
export type PushFields = Readonly<Record<string, string>>;

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
  /<!(?!\[CDATA\[)/.test(text) && /<!/.test(text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, ''));

const parseXml = (text: string): unknown => {
  if (declares(text)) throw new Error('declarations are refused');
  const document: unknown = xml.parse(text);
  return typeof document === 'object' && document && 'xml' in document ? document.xml : undefined;
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).trim();

/** Parses XML or JSON, whichever the body is; throws when it is neither, or holds a DTD. */
export const parsePush = (body: string): PushFields => {
  const text = body.trim();
  const message = text.startsWith('{') ? parseWireJson(text) : parseXml(text);
  if (typeof message !== 'object' || !message) throw new Error('no message');
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(message)) {
    // Anything else could be read as an operator or a path where the event is stored.
    if (/^[A-Za-z]\w{0,63}$/.test(name)) fields[name] = asText(value);
  }
  return fields;
};
