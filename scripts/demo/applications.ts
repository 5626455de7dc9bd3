import type { Title } from '../../contract/buyer';

/** How far the demo leads an application. */
export type Ending =
  | 'waiting'
  | 'withdrawn'
  | 'declined'
  | 'issued'
  | 'card_refused'
  | 'issuing'
  | 'issue_failed'
  | 'classic'
  | 'in_review'
  | 'early';

export interface DemoApplication {
  buyer: 0 | 1 | 2;
  orderNos: string[];
  title: Title;
  ending: Ending;
}

const company: Title = { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' };
const person = (name: string): Title => ({ kind: 'personal', name });

/** One application for each state that a buyer can meet. The last ones keep the issuer busy, so they come last. */
export const demoApplications: DemoApplication[] = [
  { buyer: 0, orderNos: ['CAFE-20261113-0020'], title: company, ending: 'issued' },
  { buyer: 0, orderNos: ['CAFE-20261112-0033'], title: company, ending: 'card_refused' },
  { buyer: 0, orderNos: ['CAFE-20261109-0015'], title: person('小林'), ending: 'classic' },
  { buyer: 0, orderNos: ['MALL2026110900077'], title: company, ending: 'issued' },
  { buyer: 0, orderNos: ['CAFE-20261108-0066'], title: person('小林'), ending: 'withdrawn' },
  { buyer: 1, orderNos: ['CAFE-20261107-0051'], title: person('阿杰'), ending: 'issued' },
  { buyer: 1, orderNos: ['CAFE-20261106-0012'], title: company, ending: 'declined' },
  { buyer: 1, orderNos: ['MALL2026110500201'], title: person('阿杰'), ending: 'issued' },
  { buyer: 2, orderNos: ['CAFE-20261103-0007', 'CAFE-20261102-0029'], title: company, ending: 'issued' },
  { buyer: 2, orderNos: ['MALL2026110200064'], title: person('小满'), ending: 'issued' },
  { buyer: 0, orderNos: ['CAFE-20261111-0101'], title: person('小林'), ending: 'waiting' },
  { buyer: 2, orderNos: ['CAFE-20261101-0016'], title: company, ending: 'in_review' },
  { buyer: 2, orderNos: ['CAFE-20261101-0023'], title: person('小满'), ending: 'early' },
  { buyer: 0, orderNos: ['CAFE-20261110-0042'], title: company, ending: 'issue_failed' },
];
