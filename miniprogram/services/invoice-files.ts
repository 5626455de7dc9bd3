import type { InvoiceFile } from '../../contract/buyer';
import { download, isFresh, LinkExpired } from './files';

type Format = InvoiceFile['format'];

/** The files of one invoice, under links that work: an expired one is renewed before anybody notices. */
export class InvoiceFiles {
  constructor(
    private files: InvoiceFile[],
    /** Asks for the same files under fresh links. */
    private readonly fetchFresh: () => Promise<InvoiceFile[]>,
  ) {}

  /** A link that works now. */
  async link(format: Format): Promise<string> {
    const file = this.find(format);
    return isFresh(file) ? file.url : this.renew(format);
  }

  /** The file on this phone. */
  async local(format: Format): Promise<string> {
    try {
      return await download(await this.link(format));
    } catch (error) {
      if (!(error instanceof LinkExpired)) throw error;
      return download(await this.renew(format));
    }
  }

  private async renew(format: Format): Promise<string> {
    this.files = await this.fetchFresh();
    return this.find(format).url;
  }

  private find(format: Format): InvoiceFile {
    const file = this.files.find((candidate) => candidate.format === format);
    if (!file) throw new Error(`invoice without ${format}`);
    return file;
  }
}
