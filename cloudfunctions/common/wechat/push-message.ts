import { parseWireJson } from './wire-json';
import { parseWireXml } from './wire-xml';

/** The fields of a pushed message, all as text, as they came. */
export type PushFields = Readonly<Record<string, string>>;

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).trim();

/** Parses XML or JSON, whichever the body is; throws when it is neither, or holds a DTD. */
export const parsePush = (body: string): PushFields => {
  const text = body.trim();
  const message = text.startsWith('{') ? parseWireJson(text) : parseWireXml(text);
  if (typeof message !== 'object' || !message) throw new Error('no message');
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(message)) {
    // Anything else could be read as an operator or a path where the event is stored.
    if (/^[A-Za-z]\w{0,63}$/.test(name)) fields[name] = asText(value);
  }
  return fields;
};
