import type { claimInputs, ClaimOutput } from '../../contract/reimburser-claims';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { addCards, pickLink, removeItem } from '../common/usecases/reimburse/claim-items';
import {
  approveClaim,
  lockAgain,
  markPaid,
  returnClaim,
  submitClaim,
  withdrawClaim,
} from '../common/usecases/reimburse/claim-moves';
import {
  checkClaim,
  createClaim,
  getClaim,
  listItems,
  removeClaim,
  updateClaim,
} from '../common/usecases/reimburse/claims';
import { listDifferences, resolveDifference } from '../common/usecases/reimburse/differences';
import { createExport, getExport, listExports } from '../common/usecases/reimburse/exports';
import { listClaims, totalClaims } from '../common/usecases/reimburse/list-claims';
import type { Caller } from '../common/usecases/reimburse/people';

/** 报销单, the files made of them, and where WeChat does not agree with them. */
export const claimActions: Handlers<typeof claimInputs, ClaimOutput, Caller> = {
  'claims.create': (asked, caller) => createClaim(ports, caller, asked),
  'claims.list': (asked, caller) => listClaims(ports, caller, asked),
  'claims.totals': (asked, caller) => totalClaims(ports, caller, asked),
  'claims.get': ({ claimId }, caller) => getClaim(ports, caller, claimId),
  'claims.invoices': (asked, caller) => listItems(ports, caller, asked),
  'claims.update': (asked, caller) => updateClaim(ports, caller, asked),
  'claims.addInvoices': (asked, caller) => addCards(ports, caller, asked),
  'claims.pickLink': ({ claimId }, caller) => pickLink(ports, caller, claimId),
  'claims.removeInvoice': (asked, caller) => removeItem(ports, caller, asked),
  'claims.check': ({ claimId }, caller) => checkClaim(ports, caller, claimId),
  'claims.submit': (asked, caller) => submitClaim(ports, caller, asked),
  'claims.withdraw': (asked, caller) => withdrawClaim(ports, caller, asked),
  'claims.approve': (asked, caller) => approveClaim(ports, caller, asked),
  'claims.return': (asked, caller) => returnClaim(ports, caller, asked),
  'claims.lockAgain': (asked, caller) => lockAgain(ports, caller, asked),
  'claims.markPaid': (asked, caller) => markPaid(ports, caller, asked),
  'claims.remove': (asked, caller) => removeClaim(ports, caller, asked),
  'exports.create': (asked, caller) => createExport(ports, caller, asked),
  'exports.get': ({ exportId }, caller) => getExport(ports, caller, exportId),
  'exports.list': ({ companyId }, caller) => listExports(ports, caller, companyId),
  'differences.list': (asked, caller) => listDifferences(ports, caller, asked),
  'differences.resolve': (asked, caller) => resolveDifference(ports, caller, asked),
};
