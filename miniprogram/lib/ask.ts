interface Question {
  title: string;
  content: string;
  /** WeChat's buttons take four characters. */
  confirmText: string;
  cancelText?: string;
}

/** Asks before something is done; false when the person thought better of it. */
export const isSure = (question: Question): Promise<boolean> =>
  new Promise((resolve) => {
    wx.showModal({
      cancelText: '先不',
      ...question,
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    });
  });

interface TextQuestion {
  title: string;
  placeholder: string;
  confirmText: string;
  cancelText?: string;
  text?: string;
}

/** Asks for a line of text; undefined when the person thought better of it. */
export const askForLine = (question: TextQuestion): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { title, placeholder, confirmText, cancelText = '先不', text = '' } = question;
    wx.showModal({
      title,
      editable: true,
      content: text,
      placeholderText: placeholder,
      confirmText,
      cancelText,
      // A line break is no part of a line.
      success: ({ confirm, content }) => resolve(confirm ? (content ?? '').replace(/\s+/g, ' ').trim() : undefined),
      fail: () => resolve(undefined),
    });
  });

/** The same where an empty line is no answer. */
export const askForText = async (question: TextQuestion): Promise<string | undefined> =>
  (await askForLine(question)) || undefined;

/** Says something that the person has to have read before it goes on. */
export const say = async (title: string, content: string): Promise<void> => {
  await wx.showModal({ title, content, showCancel: false, confirmText: '知道了' });
};

/** WeChat's sheet takes six rows. */
const MOST_ROWS = 6;

/** Lets the person choose one of the first six, under a heading or none; undefined when none was chosen. */
export const choose = async <T extends { text: string }>(
  options: readonly T[],
  heading?: string,
): Promise<T | undefined> => {
  const itemList = options.slice(0, MOST_ROWS).map(({ text }) => text);
  try {
    const { tapIndex } = await wx.showActionSheet(
      heading === undefined ? { itemList } : { itemList, alertText: heading },
    );
    return options[tapIndex];
  } catch {
    return undefined;
  }
};
