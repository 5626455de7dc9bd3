import { jobsInputs, type JobsOutput } from '../../contract/jobs';
import { issuerOf } from '../common/issuing/issuers';
import { isTimer, readIdentity } from '../common/runtime/identity';
import { ports, type WorkerPorts } from '../common/runtime/ports';
import { route } from '../common/runtime/router';
import { sendMail } from '../common/runtime/send-mail';
import { sendSubscribeMessage } from '../common/runtime/subscribe-message';
import { sendWebhook } from '../common/runtime/webhook-request';
import { applyEvent } from '../common/usecases/apply-event';
import { issuerHealth } from '../common/usecases/issuer-health';
import { takeIssuerCallback } from '../common/usecases/issuer-callback';
import { redRule } from '../common/usecases/red-rule';
import { runOutbox } from '../common/usecases/run-outbox';
import { runWebhooks } from '../common/usecases/run-webhooks';
import { tick } from '../common/usecases/tick';
import { verifierOf } from '../common/verification/verifiers';
import { guard } from './guard';
import { operatorActions } from './operator';

const worker: WorkerPorts = { ...ports, issuerOf, verifierOf, notify: sendSubscribeMessage, sendWebhook, sendMail };

const handle = route<typeof jobsInputs, JobsOutput, void>(jobsInputs, guard, {
  'outbox.run': ({ subjectId }) => (subjectId ? runOutbox(worker, subjectId) : tick(worker)),
  'events.apply': async ({ eventId }) => {
    const { applicationId, ...answer } = await applyEvent(worker, eventId);
    if (applicationId) await runOutbox(worker, applicationId).finally(() => runWebhooks(worker));
    return answer;
  },
  'issuers.health': ({ merchantId }) => issuerHealth(worker, merchantId),
  'reds.rule': ({ applicationId }) => redRule(worker, applicationId),
  'issuers.told': ({ merchantId, headers, body }) => takeIssuerCallback(worker, merchantId, { headers, body }),
  ...operatorActions,
});

/** Outward steps and pushed events. A timer comes without an action: it means whatever is due. */
export const main = (event: unknown) => handle(isTimer(readIdentity()) ? { action: 'outbox.run' } : event);
