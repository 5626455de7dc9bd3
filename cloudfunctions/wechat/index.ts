import { wechatInputs, type WechatInput, type WechatOutput } from '../../contract/wechat';
import { fail } from '../common/runtime/errors';
import { isFunction, type Identity } from '../common/runtime/identity';
import { route } from '../common/runtime/router';
import * as attributes from '../common/wechat/actions/attributes';
import * as authorization from '../common/wechat/actions/authorization';
import * as cards from '../common/wechat/actions/cards';
import * as credentials from '../common/wechat/actions/credentials';
import * as files from '../common/wechat/actions/files';
import * as platformIssuing from '../common/wechat/actions/platform-issuing';
import * as reimbursement from '../common/wechat/actions/reimbursement';
import * as signatures from '../common/wechat/actions/signatures';
import * as titles from '../common/wechat/actions/titles';

const onlyFunctions = (identity: Identity): void => {
  if (!isFunction(identity)) throw fail('forbidden', { hint: '开发者：云函数 wechat 只供其他云函数调用' });
};

/** The XML parser that it needs is loaded on use. */
const unifiedOrder = async (input: WechatInput['pay.unifiedOrder']) =>
  (await import('../common/wechat/actions/pay')).unifiedOrder(input);

/** The only function that holds AppSecrets, access tokens, tickets and pay keys. */
export const main = route<typeof wechatInputs, WechatOutput, void>(wechatInputs, onlyFunctions, {
  ...attributes.actions,
  ...authorization.actions,
  ...cards.actions,
  ...credentials.actions,
  ...files.actions,
  ...platformIssuing.actions,
  ...reimbursement.actions,
  ...signatures.actions,
  ...titles.actions,
  'pay.unifiedOrder': unifiedOrder,
});
