/** The code within what a receipt's QR code says: the end of its link `…/r/<code>`, or the text itself. */
export const receiptCode = (scanned: string): string => {
  const text = scanned.trim();
  const link = /\/r\/([^/?#]+)/.exec(text);
  return link?.[1] === undefined ? text : decodeURIComponent(link[1]);
};

/** Lets the person scan a receipt; nothing when they change their mind or the camera is not allowed. */
export const scanReceipt = async (): Promise<string | undefined> => {
  try {
    const { result } = await wx.scanCode({ scanType: ['qrCode', 'barCode'] });
    return receiptCode(result);
  } catch {
    return undefined;
  }
};
