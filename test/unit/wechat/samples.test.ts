import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { endpoints, type EndpointName } from '../../../cloudfunctions/common/wechat/endpoints';
import { dropEmptyOptionals } from '../../../cloudfunctions/common/wechat/wire-fields';
import { parseWireJson } from '../../../cloudfunctions/common/wechat/wire-json';

const sample = (name: string) =>
  parseWireJson(readFileSync(join(__dirname, '../../fixtures/wechat/samples', `${name}.json`), 'utf8'));

const requests: [EndpointName, string][] = [
  ['platformUrl', 'card_invoice_seturl.request'],
  ['getContact', 'card_invoice_setbizattr__get_contact.request'],
  ['getAuthField', 'card_invoice_setbizattr__get_auth_field.request'],
  ['getPayMerchant', 'card_invoice_setbizattr__get_pay_mch.request'],
];

const answers: [EndpointName, string][] = [
  ['stableToken', 'cgi-bin_stable_token.response'],
  ['ticket', 'cgi-bin_ticket_getticket~vendor-doc.response'],
  ['setContact', 'card_invoice_setbizattr__set_contact.response'],
  ['setAuthField', 'card_invoice_setbizattr__set_auth_field.response'],
  ['setPayMerchant', 'card_invoice_setbizattr__set_pay_mch.response'],
  ['authorizationUrl', 'card_invoice_getauthurl~web.response'],
  ['rejectInsert', 'card_invoice_rejectinsert.response'],
  ['updateStatus', 'card_invoice_platform_updatestatus.response'],
];

describe('samples printed by WeChat', () => {
  it.each(requests)('%s: its request passes the encoder unchanged', (name, file) => {
    const request = sample(file);
    expect(v.parse(endpoints[name].request, dropEmptyOptionals(endpoints[name].request, request))).toEqual(request);
  });

  it.each(answers)('%s: its answer is understood', (name, file) => {
    expect(v.safeParse(endpoints[name].answer, sample(file)).issues).toBeUndefined();
  });
});
