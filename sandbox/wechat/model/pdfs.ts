import { createHash } from 'node:crypto';
import { newIds } from '../ids';
import type { Store } from '../store';
import type { Links } from './links';

const unlinkedLife = 3 * 86_400;
const linkLife = 7200;

interface Media {
  s_media_id: string;
  appid: string;
  hash: string;
  uploadedAt: number;
  /** In a card: no longer destroyed after three days. */
  linked: boolean;
}

export interface Pdf {
  hash: string;
  bytes: Buffer;
}

/** Uploaded PDF files. */
export interface Pdfs {
  upload(appid: string, bytes: Buffer): string;
  /** The file of this uploader, unless its three days have passed without a card. */
  find(s_media_id: string, appid: string): Pdf | undefined;
  link(s_media_id: string): void;
  /** A link to the file for 7200 seconds. */
  url(s_media_id: string, extra?: Record<string, string>): string;
  byKey(media_key: string): Buffer | 'expired' | undefined;
}

export const createPdfs = (store: Store, now: () => number, links: Links, baseUrl: () => string): Pdfs => {
  const media = store.collection<Media>('media');

  const live = (s_media_id: string) => {
    const held = media.get(s_media_id);
    return held && (held.linked || now() < held.uploadedAt + unlinkedLife) ? held : undefined;
  };

  return {
    upload: (appid, bytes) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      const s_media_id = newIds.mediaId();
      store.putFile(hash, bytes);
      media.put(s_media_id, { s_media_id, appid, hash, uploadedAt: now(), linked: false });
      return s_media_id;
    },
    find: (s_media_id, appid) => {
      const held = live(s_media_id);
      const bytes = held?.appid === appid ? store.getFile(held.hash) : undefined;
      return held && bytes && { hash: held.hash, bytes };
    },
    link: (s_media_id) => {
      const held = media.get(s_media_id);
      if (held) media.put(s_media_id, { ...held, linked: true });
    },
    url: (s_media_id, extra = {}) => {
      const key = links.seal({ id: s_media_id, until: now() + linkLife });
      const more = Object.entries(extra).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`);
      return `${baseUrl()}/intp/invoice/getpdf?action=media_pdf&media_key=${key}${more.join('')}`;
    },
    byKey: (media_key) => {
      const sealed = links.unseal(media_key) as { id: string; until: number } | undefined;
      if (!sealed) return undefined;
      if (now() >= sealed.until) return 'expired';
      const held = live(sealed.id);
      return held && store.getFile(held.hash);
    },
  };
};
