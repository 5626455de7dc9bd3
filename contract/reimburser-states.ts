/** The names of the reimburser's side; the state of an invoice at WeChat is `ReimburseState` of states.ts. */

/** What a person may be for a company. */
export const companyRoles = ['owner', 'finance', 'approver', 'employee'] as const;
export type CompanyRole = (typeof companyRoles)[number];

/** 报销单: draft → submitted → approved → paid; returned is a draft with a reason. */
export const claimStates = ['draft', 'submitted', 'approved', 'paid', 'returned'] as const;
export type ClaimState = (typeof claimStates)[number];

/** What the caller may do with a claim now; every answer with a claim carries them. */
export const claimActions = [
  'edit',
  'submit',
  'remove',
  'withdraw',
  'approve',
  'return',
  'lockAgain',
  'markPaid',
  'verify',
  'export',
] as const;
export type ClaimAction = (typeof claimActions)[number];

/**
 * How far WeChat has followed the claim: nothing to follow, under way, done, or stopped at invoices that are named
 * (`problem` of the row). A claim is approved and paid only when it is `done` or `none`.
 */
export const followStates = ['none', 'working', 'done', 'stopped'] as const;
export type FollowState = (typeof followStates)[number];

/** Where an invoice of a claim came from. Only `card` can be locked at WeChat. */
export const invoiceSources = ['card', 'qr', 'typed', 'file'] as const;
export type InvoiceSource = (typeof invoiceSources)[number];

/** 已查验, 未查验, 查无此票, 已红冲; `differs`: found, with other figures. */
export const verificationStates = ['none', 'valid', 'not_found', 'reversed', 'differs'] as const;
export type VerificationState = (typeof verificationStates)[number];

/** What a check looks at. */
export const checkCodes = [
  /** The same invoice is in this claim or selection twice. */
  'duplicate_here',
  /** In another claim of the company that has been handed in. */
  'duplicate_company',
  /** The company has closed it already. */
  'already_closed',
  /** Another company holds it through the same account. */
  'held_elsewhere',
  'number_missing',
  'title_differs',
  'tax_no_differs',
  'amounts_differ',
  'amounts_unknown',
  'locked',
  'closed',
  'cancelled',
  'too_old',
  'date_unknown',
  'pdf_missing',
  'xml_missing',
  'verification',
  /** Not from the card pack: nothing of it is locked at WeChat. */
  'no_lock',
] as const;
export type CheckCode = (typeof checkCodes)[number];
