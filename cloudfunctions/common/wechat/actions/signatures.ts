import { randomBytes } from 'node:crypto';
import { nowSeconds } from '../../runtime/clock';
import { ticketOf } from '../client';
import { whilePersonWaits } from '../patience';
import { cardSignature, jsapiSignature } from '../signatures';
import type { Action } from './action';

const freshNonce = () => randomBytes(12).toString('hex');

const signPage: Action<'signature.jsapi'> = async ({ appid, url }) => {
  const [timestamp, nonceStr] = [nowSeconds(), freshNonce()];
  const signature = jsapiSignature(await ticketOf('jsapi', appid).get(), nonceStr, timestamp, url);
  return { appid, timestamp, nonceStr, signature };
};

const signCard: Action<'signature.card'> = async ({ appid }) => {
  const [timestamp, nonceStr] = [nowSeconds(), freshNonce()];
  const cardSign = cardSignature(await ticketOf('wx_card', appid).get(), appid, timestamp, nonceStr);
  return { appid, timestamp: String(timestamp), nonceStr, signType: 'SHA1', cardSign };
};

export const actions = {
  'signature.jsapi': whilePersonWaits(signPage),
  'signature.card': whilePersonWaits(signCard),
};
