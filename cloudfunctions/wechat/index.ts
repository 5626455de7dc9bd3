import { wechatInputs, type WechatOutput } from '../../contract/wechat';
import { fail } from '../common/runtime/errors';
import { isFunction, type Identity } from '../common/runtime/identity';
import { route } from '../common/runtime/router';
import { authorizationState, authorizationUrl, rejectAuthorization } from '../common/wechat/actions/authorization';
import {
  createCardTemplate,
  decryptCode,
  identifyPlatform,
  insertCard,
  setCardStatus,
} from '../common/wechat/actions/cards';
import { pdfUrl, uploadPdf } from '../common/wechat/actions/files';

const onlyFunctions = (identity: Identity): void => {
  if (!isFunction(identity)) throw fail('forbidden', { hint: '开发者：云函数 wechat 只供其他云函数调用' });
};

/** The only function that holds AppSecrets, access tokens and tickets. */
export const main = route<typeof wechatInputs, WechatOutput, void>(wechatInputs, onlyFunctions, {
  'authorization.url': authorizationUrl,
  'authorization.read': authorizationState,
  'authorization.reject': rejectAuthorization,
  'platform.identify': identifyPlatform,
  'card.template': createCardTemplate,
  'pdf.upload': uploadPdf,
  'pdf.url': pdfUrl,
  'card.insert': insertCard,
  'card.status': setCardStatus,
  'card.decrypt': decryptCode,
});
