import { ports } from '../common/runtime/ports';
import type { ApplicationRecord } from '../common/store/records';
import { moveApplication } from '../common/usecases/move-application';
import { browserOf } from './browser';
import type { HttpRequest } from './http';
import { publicUrl } from './links';
import { isEqual } from './signed-text';

const KEPT_SECONDS = 365 * 86_400;

const cookieName = (applicationId: string) => `applicant_${applicationId.slice(-12)}`;

/** A secret for a browser that is about to apply. */
export const freshViewer = (): string => ports.ids.randomText(24);

/** Keeps the proof in the applicant's browser. The page's script cannot read it, and no other site sends it along. */
export const applicantCookie = (applicationId: string, viewer: string): Record<string, string> => ({
  'set-cookie': `${cookieName(applicationId)}=${viewer}; Path=/; Max-Age=${KEPT_SECONDS}; HttpOnly; SameSite=Lax${publicUrl('').startsWith('https:') ? '; Secure' : ''}`,
});

/** Whether it is the applicant's browser: a link alone may have been passed on. */
export const isApplicant = (request: HttpRequest, { _id, viewer }: ApplicationRecord): boolean => {
  const given = request.cookie(cookieName(_id));
  return given !== undefined && viewer !== undefined && isEqual(given, viewer);
};

/** Whether WeChat's page has led a browser here: not before the buyer confirmed, nor where it leads elsewhere. */
const leadsHere = ({ authorization, source, redirectUrl }: ApplicationRecord): boolean =>
  authorization.state === 'authorized' && (source === 'web' || source === 'wap') && redirectUrl === undefined;

/**
 * An application that the merchant's server opened has no browser yet: the first WeChat that comes back from WeChat's
 * own page is the applicant's. Answers what that browser is to keep.
 */
export const welcome = async (request: HttpRequest, application: ApplicationRecord): Promise<string | undefined> => {
  if (application.viewer !== undefined || !leadsHere(application)) return undefined;
  if (browserOf(request.header('user-agent')) !== 'wechat') return undefined;
  const viewer = freshViewer();
  const bound = await moveApplication(ports, application._id, (current) =>
    current.viewer === undefined ? { ...current, viewer } : undefined,
  );
  return bound?.viewer === viewer ? viewer : undefined;
};
