import { cloud } from '../../runtime/cloud';
import { fail } from '../../runtime/errors';
import { callWechat } from '../client';
import { wechatTrouble } from '../errors';
import { pdfProblem } from '../pdf-check';
import type { Action } from './action';

const download = async (fileID: string): Promise<Buffer> => {
  try {
    return (await cloud.downloadFile({ fileID })).fileContent;
  } catch (error) {
    const text = JSON.stringify(error, Object.getOwnPropertyNames(error));
    if (/STORAGE_FILE_NONEXIST|-503003/.test(text))
      throw fail('not_found', { hint: '开发者：云存储里没有这个发票文件' });
    throw fail('unavailable', { hint: '无需处理，稍后会自动重试（云存储没有应答）' });
  }
};

/** Uploads an invoice's PDF from our storage; WeChat keeps it for three days unless a card uses it. */
const uploadPdf: Action<'pdf.upload'> = async ({ appid, fileId }) => {
  const pdf = await download(fileId);
  const problem = pdfProblem(pdf);
  if (problem) throw wechatTrouble('wechat_pdf_unusable', problem);
  const { s_media_id: mediaId } = await callWechat(appid, 'uploadPdf', { pdf: new Uint8Array(pdf) });
  return { mediaId };
};

const pdfUrl: Action<'pdf.url'> = async ({ appid, mediaId }) => {
  const answer = await callWechat(appid, 'pdfUrl', { action: 'get_url', s_media_id: mediaId });
  return { url: answer.pdf_url, expiresInSeconds: answer.pdf_url_expire_time };
};

export const actions = {
  'pdf.upload': uploadPdf,
  'pdf.url': pdfUrl,
};
