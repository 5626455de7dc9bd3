import type { applicationInputs, ApplicationOutput } from '../../contract/buyer';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { apply } from '../common/usecases/apply';
import { authorizeAgain } from '../common/usecases/authorization-entry';
import { refresh } from '../common/usecases/refresh';
import { reissue } from '../common/usecases/reissue';
import { getApplication } from '../common/usecases/view-application';
import { withdraw } from '../common/usecases/withdraw';

/** What a buyer asks for, from the first application to its exchange for another title. */
export const applicationActions: Handlers<typeof applicationInputs, ApplicationOutput, string> = {
  'applications.create': (asked, openid) => apply(ports, openid, asked),
  'applications.reissue': (asked, openid) => reissue(ports, openid, asked),
  'applications.get': ({ applicationId }, openid) => getApplication(ports, openid, applicationId),
  'applications.refresh': ({ applicationId }, openid) => refresh(ports, openid, applicationId),
  'applications.authorize': ({ applicationId }, openid) => authorizeAgain(ports, openid, applicationId),
  'applications.withdraw': ({ applicationId }, openid) => withdraw(ports, openid, applicationId),
};
