import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import * as v from 'valibot';
import type { WeChatEnv } from '../wire/call-desk';
import type { World } from '../world';

const text = v.string();
const Page = v.object({
  appId: text,
  timestamp: v.union([v.number(), text]),
  nonceStr: text,
  signature: text,
  url: text,
});
const Picker = v.object({ appId: text, timestamp: text, nonceStr: text, signType: v.literal('SHA1'), cardSign: text });

const sha1 = (content: string) => createHash('sha1').update(content).digest('hex');

const isSignedPage = (world: World, page: v.InferOutput<typeof Page>): boolean =>
  world.tokens
    .liveTickets(page.appId, 'jsapi')
    .some(
      (ticket) =>
        page.signature ===
        sha1(`jsapi_ticket=${ticket}&noncestr=${page.nonceStr}&timestamp=${page.timestamp}&url=${page.url}`),
    );

const isSignedPicker = (
  world: World,
  { appId, timestamp, nonceStr, cardSign }: v.InferOutput<typeof Picker>,
): boolean =>
  world.tokens
    .liveTickets(appId, 'wx_card')
    .some((ticket) => cardSign === sha1([ticket, appId, timestamp, nonceStr, 'INVOICE'].sort().join('')));

/** What a page loads as WeChat's JS-SDK: config that checks the signature, and the picker of the card pack. */
const script = `(function(){
  var base = new URL(document.currentScript.src).origin;
  var state = 'waiting', waiting = [], refused = [], appId = '';
  var post = function (what, body) {
    return fetch(base + '/__sandbox/js-sdk/' + what, { method: 'POST', body: JSON.stringify(body) })
      .then(function (answer) { return answer.ok; }, function () { return false; });
  };
  var choose = function (params, answer) {
    post('choose', Object.assign({ appId: appId }, params)).then(function (signed) {
      if (!signed) return answer({ err_msg: 'choose_invoice:fail' });
      var openid = new URLSearchParams(location.search).get('sandbox_openid') || '';
      var frame = document.createElement('iframe');
      frame.src = base + '/__sandbox/app/cards?choose=1&openid=' + encodeURIComponent(openid);
      frame.title = '选择发票';
      frame.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0;background:#fff;z-index:9';
      var hear = function (event) {
        if (event.source !== frame.contentWindow) return;
        removeEventListener('message', hear);
        frame.remove();
        var cards = event.data.cards;
        answer(cards && cards.length
          ? { err_msg: 'choose_invoice:ok', choose_invoice_info: JSON.stringify(cards) }
          : { err_msg: 'choose_invoice:cancel' });
      };
      addEventListener('message', hear);
      document.body.append(frame);
    });
  };
  window.wx = {
    config: function (given) {
      appId = given.appId;
      post('config', Object.assign({}, given, { url: location.href.split('#')[0] })).then(function (signed) {
        state = signed ? 'ready' : 'refused';
        (signed ? waiting : refused).forEach(function (work) { work({ errMsg: signed ? 'config:ok' : 'config:invalid signature' }); });
      });
    },
    ready: function (work) { if (state === 'ready') work(); else waiting.push(work); },
    error: function (work) { if (state === 'refused') work({ errMsg: 'config:invalid signature' }); else refused.push(work); },
    invoke: function (name, params, answer) {
      if (name === 'chooseInvoice' && state === 'ready') choose(params, answer);
      else answer({ err_msg: name + ':fail' });
    },
  };
})();`;

/** The JS-SDK of pages on the web. */
export const mountJsSdk = (app: Hono<WeChatEnv>, world: World): void => {
  app.get('/open/js/jweixin-1.6.0.js', (c) =>
    c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' }),
  );
  app.post('/__sandbox/js-sdk/:what', async (c) => {
    c.header('access-control-allow-origin', '*');
    const body: unknown = await c.req.json().catch(() => undefined);
    if (c.req.param('what') === 'config') {
      const asked = v.safeParse(Page, body);
      return c.json({}, asked.success && isSignedPage(world, asked.output) ? 200 : 403);
    }
    const asked = v.safeParse(Picker, body);
    return c.json({}, asked.success && isSignedPicker(world, asked.output) ? 200 : 403);
  });
};
