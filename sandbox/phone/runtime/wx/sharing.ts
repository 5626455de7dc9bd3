import { h } from '../dom';
import type { Phone } from '../phone';
import { askPermission } from '../ui/dialogs';
import { showToast } from '../ui/toast';
import { type Api, recordedOnly } from './api';

interface ShareCard {
  title?: string;
  path?: string;
  imageUrl?: string;
}

/** Forwards the page on top to a chat, as its onShareAppMessage says. */
export const sharePage = async (phone: Phone, from: 'button' | 'menu', target?: unknown): Promise<void> => {
  const page = phone.pages.top;
  if (!page) return;
  if (typeof page.caller['onShareAppMessage'] !== 'function') {
    showToast({ title: '当前页面不可转发', icon: 'none' });
    return;
  }
  const card = (phone.call(page.caller, 'onShareAppMessage', { from, target }) ?? {}) as ShareCard;
  const { title = phone.settings.appName, path = page.path } = card;
  const sent = await askPermission({
    heading: '发送给朋友',
    lines: [h('strong', {}, title), h('small', {}, path)],
    allow: '发送',
    refuse: '取消',
  });
  if (!sent) return;
  phone.reports.recorded.push({ name: 'shareAppMessage', options: { ...card, title, path } });
  phone.reports.changed();
};

export const sharing = (phone: Phone): Api =>
  recordedOnly(phone, ['showShareMenu', 'hideShareMenu', 'updateShareMenu']);
