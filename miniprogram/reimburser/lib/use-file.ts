const DOCUMENTS = ['pdf', 'doc', 'docx', 'xls', 'xlsx'] as const;
const IMAGES = ['jpg', 'jpeg', 'png'];

const extensionOf = (name: string): string => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';

/** Whether WeChat can show a file by itself. */
export const canOpen = (name: string): boolean => [...DOCUMENTS, ...IMAGES].includes(extensionOf(name));

/** Shows a file that lies on the phone. */
export const openFile = async (filePath: string, name: string): Promise<void> => {
  const fileType = DOCUMENTS.find((one) => one === extensionOf(name));
  if (fileType) await wx.openDocument({ filePath, fileType, showMenu: true });
  else await wx.previewImage({ urls: [filePath] });
};
