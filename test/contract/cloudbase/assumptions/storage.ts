import assert from 'node:assert/strict';
import { refusal, type Assumption } from '../ground';

const CONTENT = Buffer.from([0, 1, 2, 250, 251, 252, 10, 13]);

/** Files. */
export const storage: Assumption[] = [
  {
    sentence: 'a file comes back byte for byte, also under a Chinese name with a space',
    holds: async ({ cloud }) => {
      const { fileID } = await cloud.uploadFile({ cloudPath: 'conformance/发票 1.pdf', fileContent: CONTENT });
      assert.match(fileID, /^cloud:\/\/[^/]+\/conformance\/发票 1\.pdf$/);
      assert.deepEqual((await cloud.downloadFile({ fileID })).fileContent, CONTENT);
      await cloud.deleteFile({ fileList: [fileID] });
    },
  },
  {
    sentence: 'a temporary address serves the file to anybody who has it',
    holds: async ({ cloud }) => {
      const { fileID } = await cloud.uploadFile({ cloudPath: 'conformance/a.bin', fileContent: CONTENT });
      const { fileList } = await cloud.getTempFileURL({ fileList: [{ fileID, maxAge: 60 }] });
      const url = fileList[0]?.tempFileURL;
      assert.ok(url);
      assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), CONTENT);
      await cloud.deleteFile({ fileList: [fileID] });
    },
  },
  {
    sentence: 'a deleted file is gone',
    holds: async ({ cloud }) => {
      const { fileID } = await cloud.uploadFile({ cloudPath: 'conformance/gone.bin', fileContent: CONTENT });
      const { fileList } = await cloud.deleteFile({ fileList: [fileID] });
      assert.equal(fileList[0]?.status, 0);
      const { code, text } = await refusal(cloud.downloadFile({ fileID }));
      assert.match(`${String(code)} ${text}`, /STORAGE_FILE_NONEXIST|not exist/i);
    },
  },
];
