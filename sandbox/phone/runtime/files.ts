/** A file on the phone. */
export interface PhoneFile {
  name: string;
  type: string;
  bytes: ArrayBuffer;
}

const EXTENSIONS: Record<string, string> = {
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'text/csv': 'csv',
  'application/zip': 'zip',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** `pdf` for `a/b.pdf`; empty when there is none. */
export const extensionOf = (name: string): string => /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** The phone's files; they live as long as the page does. */
export class FileStore {
  private readonly files = new Map<string, PhoneFile>();
  private readonly urls = new Map<string, string>();
  private count = 0;

  /** Keeps a temporary file and answers its path, with an extension as WeChat gives it. */
  addTemporary(bytes: ArrayBuffer, type: string, name = ''): string {
    const extension = extensionOf(name) || EXTENSIONS[type.split(';')[0]?.trim() ?? ''] || 'unknown';
    this.count += 1;
    const path = `wxfile://tmp_${this.count}.${extension}`;
    this.write(path, { name: name || `tmp_${this.count}.${extension}`, type, bytes });
    return path;
  }

  write(path: string, file: PhoneFile): void {
    this.remove(path);
    this.files.set(path, file);
  }

  read(path: string): PhoneFile | undefined {
    return this.files.get(path);
  }

  remove(path: string): boolean {
    const url = this.urls.get(path);
    if (url) URL.revokeObjectURL(url);
    this.urls.delete(path);
    return this.files.delete(path);
  }

  /** An address that the browser can load. */
  url(path: string): string | undefined {
    const file = this.files.get(path);
    if (!file) return undefined;
    const known = this.urls.get(path);
    if (known) return known;
    const url = URL.createObjectURL(new Blob([file.bytes], { type: file.type }));
    this.urls.set(path, url);
    return url;
  }
}
