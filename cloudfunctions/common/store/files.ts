import { cloud } from '../runtime/cloud';
import { fail } from '../runtime/errors';

/** Keeps a file in the project's own storage; the same path again replaces it. Answers its id. */
export const saveFile = async (path: string, bytes: Uint8Array): Promise<string> => {
  const { fileID } = await cloud.uploadFile({ cloudPath: path, fileContent: Buffer.from(bytes) });
  return fileID;
};

/** The file as it was kept. */
export const readFile = async (fileID: string): Promise<Uint8Array> =>
  new Uint8Array((await cloud.downloadFile({ fileID })).fileContent);

/** How long a link to a file works. */
export const LINK_SECONDS = 3600;

/** Links to files, in the order of their ids. */
export const linksTo = async (fileIds: readonly string[]): Promise<string[]> => {
  if (fileIds.length === 0) return [];
  const fileList = fileIds.map((fileID) => ({ fileID, maxAge: LINK_SECONDS }));
  const { fileList: links } = (await cloud.getTempFileURL({ fileList })) as {
    fileList: { fileID: string; tempFileURL: string }[];
  };
  return fileIds.map((id) => {
    const link = links.find(({ fileID }) => fileID === id)?.tempFileURL;
    if (!link) throw fail('unavailable', { message: '发票文件暂时打不开，请稍后再试' });
    return link;
  });
};
