import { h } from '../dom';
import type { Phone } from '../phone';
import { isDuringTap } from '../tap-gesture';
import { askPermission } from '../ui/dialogs';
import { type Api, asynchronousGroup, WxFailure } from './api';

const MOST_TEMPLATES = 3;

/** What was allowed counts at WeChat: one message of each template. */
const allow = async ({ openid, wechatUrl }: Phone['settings'], templateIds: string[]): Promise<void> => {
  const answer = await fetch(`${wechatUrl}/__sandbox/subscribe`, {
    method: 'POST',
    body: JSON.stringify({ openid, template_ids: templateIds }),
  });
  if (!answer.ok) throw new WxFailure(`system error: ${answer.status}`);
};

/** One-time subscribe messages: the sheet that asks for them. */
export const subscribeMessages = (phone: Phone): Api =>
  asynchronousGroup(phone, {
    requestSubscribeMessage: async ({ tmplIds }: { tmplIds?: string[] }) => {
      if (!isDuringTap()) throw new WxFailure('can only be invoked by user TAP gesture.');
      if (!Array.isArray(tmplIds) || tmplIds.length === 0) {
        throw new WxFailure('TmplIds can’t be empty', { errCode: 10001 });
      }
      if (tmplIds.length > MOST_TEMPLATES) throw new WxFailure('Templates count out of max bounds', { errCode: 20003 });
      const accepted = await askPermission({
        heading: `${phone.settings.appName} 申请`,
        lines: ['发送一次以下消息', h('ul', {}, ...tmplIds.map((id) => h('li', {}, id)))],
        allow: '允许',
        refuse: '取消',
      });
      if (accepted) await allow(phone.settings, tmplIds);
      phone.reports.recorded.push({ name: 'requestSubscribeMessage', options: { tmplIds, accepted } });
      phone.reports.changed();
      return Object.fromEntries(tmplIds.map((id) => [id, accepted ? 'accept' : 'reject']));
    },
  });
