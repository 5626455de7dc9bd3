/** The canvas of a `<canvas type="2d">`, with the members that WeChat adds. */
type PhoneCanvas = HTMLCanvasElement & {
  createImage?: () => HTMLImageElement;
  requestAnimationFrame?: typeof requestAnimationFrame;
  cancelAnimationFrame?: typeof cancelAnimationFrame;
};

/** What `SelectorQuery.node()` answers for a canvas: drawn at the size it has on the screen. */
export const canvasOf = (element: HTMLElement | null): HTMLCanvasElement | null => {
  if (element?.localName !== 'wx-canvas') return null;
  const canvas = element.querySelector<PhoneCanvas>(':scope > canvas');
  if (canvas && !canvas.createImage) {
    canvas.width = element.clientWidth;
    canvas.height = element.clientHeight;
    canvas.createImage = () => new Image();
    canvas.requestAnimationFrame = requestAnimationFrame.bind(window);
    canvas.cancelAnimationFrame = cancelAnimationFrame.bind(window);
  }
  return canvas;
};
