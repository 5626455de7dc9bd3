import type { Attachment, InvoiceFile } from '../../contract/buyer';
import { download, isFresh, LinkExpired } from './files';

/** A file of an invoice under a link: `pdf`, `ofd`, `xml`, or `+` and the name of an attachment. */
interface Linked {
  key: string;
  url: string;
  expiresAt: number;
}

/** What an answer says of an invoice's files. */
interface Listed {
  files: InvoiceFile[];
  attachments: Attachment[];
}

/** How an attachment is known beside the invoice's own files. */
export const attachmentKey = (name: string): string => `+${name}`;

const linked = ({ files, attachments }: Listed): Linked[] => [
  ...files.map(({ format, url, expiresAt }) => ({ key: format, url, expiresAt })),
  ...attachments.map(({ name, url, expiresAt }) => ({ key: attachmentKey(name), url, expiresAt })),
];

/** The files of one invoice, under links that work: an expired one is renewed before anybody notices. */
export class InvoiceFiles {
  private files: Linked[];
  private readonly here = new Map<string, string>();

  constructor(
    listed: Listed,
    /** Asks for the same files under fresh links. */
    private readonly fetchFresh: () => Promise<Listed>,
  ) {
    this.files = linked(listed);
  }

  /** A link that works now. */
  async link(key: string): Promise<string> {
    const file = this.find(key);
    return isFresh(file) ? file.url : this.renew(key);
  }

  /** Where the file lies on this phone, once it was asked for. */
  onPhone(key: string): string | undefined {
    return this.here.get(key);
  }

  /** The file on this phone. */
  async local(key: string): Promise<string> {
    const path = this.here.get(key) ?? (await this.fetch(key));
    this.here.set(key, path);
    return path;
  }

  private async fetch(key: string): Promise<string> {
    try {
      return await download(await this.link(key));
    } catch (error) {
      if (!(error instanceof LinkExpired)) throw error;
      return download(await this.renew(key));
    }
  }

  private async renew(key: string): Promise<string> {
    this.files = linked(await this.fetchFresh());
    return this.find(key).url;
  }

  private find(key: string): Linked {
    const file = this.files.find((candidate) => candidate.key === key);
    if (!file) throw new Error(`invoice without ${key}`);
    return file;
  }
}
