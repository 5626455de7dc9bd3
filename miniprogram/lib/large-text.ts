/** From this size on a label and its field no longer fit side by side. */
const LARGE = 1.2;

/** How a field is laid out for the text size chosen in WeChat. */
export const fieldLayout = (): 'horizontal' | 'vertical' => {
  const { fontSizeScaleFactor, fontSizeSetting } = wx.getAppBaseInfo();
  const scale = fontSizeScaleFactor || (fontSizeSetting || 16) / 16;
  return scale < LARGE ? 'horizontal' : 'vertical';
};
