import { buyer } from './buyer';

let templates: string[] = [];

/** Fetches what may be asked for, so that the tap itself need not wait. */
export const prepareNotify = async (): Promise<void> => {
  try {
    templates = (await buyer('settings.get', {})).subscribeTemplates;
  } catch {
    // Without templates nothing is asked; the progress page tells as well.
  }
};

/**
 * Asks whether WeChat may say when the invoice is done; call it from a tap. Whatever the person answers, the
 * application goes on.
 */
export const askToNotify = async (): Promise<void> => {
  if (templates.length === 0) return;
  try {
    await wx.requestSubscribeMessage({ tmplIds: templates });
  } catch {
    // Refused, or switched off in WeChat's settings.
  }
};
