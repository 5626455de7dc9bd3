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

/** Asks for a line of text; undefined when the person thought better of it or left it empty. */
export const askForText = (question: {
  title: string;
  placeholder: string;
  confirmText: string;
  text?: string;
}): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { title, placeholder, confirmText, text = '' } = question;
    wx.showModal({
      title,
      editable: true,
      content: text,
      placeholderText: placeholder,
      confirmText,
      cancelText: '先不',
      success: ({ confirm, content }) => {
        // A line break is no part of a line.
        const typed = (content ?? '').replace(/\s+/g, ' ').trim();
        resolve(confirm && typed !== '' ? typed : undefined);
      },
      fail: () => resolve(undefined),
    });
  });

/** Lets the person choose one of at most six; undefined when none was chosen. */
export const choose = async <T extends { text: string }>(options: readonly T[]): Promise<T | undefined> => {
  try {
    const { tapIndex } = await wx.showActionSheet({ itemList: options.map(({ text }) => text) });
    return options[tapIndex];
  } catch {
    return undefined;
  }
};
