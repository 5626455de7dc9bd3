import * as v from 'valibot';
import { cloud } from './cloud';
import { AppError, fail } from './errors';
import type { ServiceMessage } from './ports';

/** A template of the mini program, and which of its fields says what. */
const Template = v.object({ id: v.string(), merchant: v.string(), amount: v.string(), result: v.string() });
const Templates = v.object({
  issued: v.optional(Template),
  rejected: v.optional(Template),
  attention: v.optional(Template),
});
type Templates = v.InferOutput<typeof Templates>;

/**
 * The setting SUBSCRIBE_TEMPLATES, which is JSON:
 * `{"issued": {"id": "…", "merchant": "thing1", "amount": "amount2", "result": "thing3"}, "rejected": {…}}`.
 */
const subscribeTemplates = (): Templates => {
  try {
    return v.parse(Templates, JSON.parse(process.env['SUBSCRIBE_TEMPLATES'] || '{}'));
  } catch {
    throw fail('internal', { hint: '开发者：环境变量 SUBSCRIBE_TEMPLATES 不符合约定' });
  }
};

const idsOf = (...templates: (v.InferOutput<typeof Template> | undefined)[]): string[] =>
  templates.flatMap((template) => (template ? [template.id] : []));

/** What the phone asks the buyer's consent for. */
export const templateIds = (): string[] => {
  const { issued, rejected } = subscribeTemplates();
  return idsOf(issued, rejected);
};

/** The same for a merchant's people. */
export const memberTemplateIds = (): string[] => idsOf(subscribeTemplates().attention);

/** The longest text that a `thing` field takes. */
const MOST_SIGNS = 20;

/** What the SDK's typings leave open. */
interface SubscribeMessage {
  send(message: {
    touser: string;
    templateId: string;
    page: string;
    data: Record<string, { value: string }>;
  }): Promise<unknown>;
}

const refusal = (error: unknown): AppError => {
  const { errCode, errMsg } = error as { errCode?: number; errMsg?: string };
  const wechat = { errcode: errCode ?? -1, errmsg: String(errMsg ?? '').slice(0, 200) };
  // Busy is the only reason that passes; a buyer who did not subscribe, or no longer does, is none of our business.
  return new AppError({
    code: 'message_refused',
    message: '服务通知没有发出',
    hint: '无需处理',
    retryable: wechat.errcode === -1,
    wechat,
  });
};

/** Sends a subscribe message; without a template for it there is nothing to send. */
export const sendSubscribeMessage = async ({ openid, template, page, facts }: ServiceMessage): Promise<void> => {
  const found = subscribeTemplates()[template];
  if (!found) return;
  const field = (text: string) => ({ value: [...text].slice(0, MOST_SIGNS).join('') });
  const data = {
    [found.merchant]: field(facts.merchant),
    [found.amount]: field(facts.amount),
    [found.result]: field(facts.result),
  };
  try {
    const { subscribeMessage } = cloud.openapi as { subscribeMessage: SubscribeMessage };
    await subscribeMessage.send({ touser: openid, templateId: found.id, page, data });
  } catch (error) {
    throw refusal(error);
  }
};
