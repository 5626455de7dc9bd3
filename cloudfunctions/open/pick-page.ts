import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { ChosenCard } from '../../contract/wechat';
import { MOST_INVOICES } from '../../contract/reimburser-invoices';
import { ports } from '../common/runtime/ports';
import { addCards } from '../common/usecases/reimburse/claim-items';
import { claimFor, requireAction } from '../common/usecases/reimburse/claim-access';
import { refusal } from './failures';
import { html, json, type HttpAnswer, type HttpRequest } from './http';
import { publicUrl, readLink } from './links';
import { markup, Markup } from './markup';
import { document, factList, stateLine } from './page-kit';

/** WeChat's own script for pages; a sandbox has one of its own. */
const jsSdk = (): URL => new URL(process.env['JSSDK_URL'] || 'https://res.wx.qq.com/open/js/jweixin-1.6.0.js');

/**
 * Asks WeChat for the picker and hands over what it gave: `choose_invoice_info` is JSON as text, on some clients
 * twice, and `err_msg` ends in ok, cancel or fail, with words of its own before it.
 */
const script = `(function(){var b=document.querySelector('button'),s=document.querySelector('[data-said]'),card;if(!b||!s)return;function say(t){s.textContent=t}function parse(t){for(var i=0;i<3&&typeof t==='string';i++)t=JSON.parse(t);return t}function post(path,body){return fetch(location.pathname+path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body)}).then(function(r){return r.json()})}function send(cards){b.disabled=true;say('正在读取发票');post('',{items:cards.map(function(c){return{cardId:c.card_id,encryptCode:c.encrypt_code}})}).then(function(a){b.disabled=false;if(!a.ok)return say(a.error.message+'。'+a.error.hint);var f=a.data.failed;say('已加入 '+a.data.added+' 张'+(a.data.known?'，'+a.data.known+' 张之前已加入':'')+(f.length?'；'+f.length+' 张没有加入：'+f[0].problem.message:''))}).catch(function(){b.disabled=false;say('网络不通，请稍后再试')})}b.addEventListener('click',function(){wx.invoke('chooseInvoice',card,function(r){if(/ok$/.test(r.err_msg||'')){try{send(parse(r.choose_invoice_info))}catch(e){say('没有读懂微信的应答，请重试')}}else if(!/cancel$/.test(r.err_msg||''))say('没有打开卡包，请重试')})});post('/signature',{url:location.href.split('#')[0]}).then(function(a){if(!a.ok)return say(a.error.message);card=a.data.card;var p=a.data.page;wx.config({beta:true,debug:false,appId:p.appid,timestamp:p.timestamp,nonceStr:p.nonceStr,signature:p.signature,jsApiList:['chooseInvoice']});wx.ready(function(){b.disabled=false;say('')});wx.error(function(){say('微信没有接受这个页面，请回到小程序选择')})}).catch(function(){say('网络不通，请稍后再试')})})()`;
const scriptHash = `sha256-${createHash('sha256').update(script).digest('base64')}`;

/** The claim that a link is for, and the person whom it was given; the person's rights are looked up at each call. */
const claimOf = async (code: string) => {
  const [claimId, openid = ''] = readLink('pick', code);
  const caller = { openid, appid: '' };
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'edit');
  return { access, caller, claimId };
};

/** Picking invoices on a page: the same card pack, asked for by the company's own account. */
export const showPick = async (_request: HttpRequest, code: string): Promise<HttpAnswer> => {
  const { access } = await claimOf(code);
  const { claim, company } = access;
  const sdk = jsSdk();
  const facts = factList([
    ['报销单', claim.number],
    ['事由', claim.purpose],
    ['企业', company.name],
  ]);
  const sections = [
    markup`${stateLine('waiting', '从卡包选择发票', '只能选择您自己卡包里的发票')}${facts}`,
    markup`<div><button disabled>选择发票</button><p class="soft" data-said role="status">正在打开</p></div>${new Markup(`<script src="${sdk.href}"></script>`)}`,
  ];
  const policy = [
    "default-src 'none'",
    `script-src '${scriptHash}' ${sdk.origin}`,
    `connect-src 'self' ${sdk.origin}`,
    `frame-src ${sdk.origin}`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return html(200, document('选择发票', sections, { script }), { headers: { 'content-security-policy': policy } });
};

const Signed = v.object({ url: v.pipe(v.string(), v.url(), v.maxLength(2000)) });

/** Signatures for the page as the browser has it: WeChat appends to addresses that are passed on in a chat. */
export const signPick = async (request: HttpRequest, code: string, requestId: string): Promise<HttpAnswer> => {
  const { access } = await claimOf(code);
  const { url } = readBody(request, Signed);
  if (url.split('?', 1)[0] !== publicUrl(`/h5/pick/${code}`))
    throw refusal('bad_request', '这个页面不能选择发票', '只为这个页面自己的地址签名');
  const { appid } = access.company;
  const [page, card] = await Promise.all([
    ports.call('wechat', 'signature.jsapi', { appid, url }),
    ports.call('wechat', 'signature.card', { appid }),
  ]);
  const { appid: _appid, ...picker } = card;
  return json(200, { ok: true, data: { page, card: picker } }, { 'x-request-id': requestId });
};

const Body = v.object({ items: v.pipe(v.array(ChosenCard), v.minLength(1), v.maxLength(MOST_INVOICES)) });
const MAX_BYTES = 512 * 1024;

const readBody = <S extends v.GenericSchema>({ body }: HttpRequest, schema: S): v.InferOutput<S> => {
  const malformed = () => refusal('bad_request', '没有读懂所选的发票', '请求的内容不符合约定');
  if (body.length > MAX_BYTES) throw malformed();
  try {
    return v.parse(schema, JSON.parse(body.toString('utf8')));
  } catch {
    throw malformed();
  }
};

/** What was picked comes into the claim through the same door as from the phone. */
export const takePick = async (request: HttpRequest, code: string, requestId: string): Promise<HttpAnswer> => {
  const { items } = readBody(request, Body);
  const { access, caller, claimId } = await claimOf(code);
  const { added, known, failed } = await addCards(ports, caller, { claimId, items }, { appid: access.company.appid });
  return json(200, { ok: true, data: { added, known, failed } }, { 'x-request-id': requestId });
};
