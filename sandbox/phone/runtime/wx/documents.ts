import { h } from '../dom';
import { extensionOf } from '../files';
import type { Phone } from '../phone';
import { isDuringTap } from '../tap-gesture';
import { showModal } from '../ui/dialogs';
import { openDocument } from '../ui/document';
import { button, openSheet, standInNote } from '../ui/sheet';
import { showToast } from '../ui/toast';
import { type Api, asynchronousGroup, WxFailure } from './api';

const VIEWABLE = ['pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx'];

interface PickedFiles {
  tempFiles: { path: string; name: string; size: number; type: string; time: number }[];
}

/** The sheet in which the person hands a file of this computer to the phone. */
const pickFiles = (title: string, accept: string, multiple: boolean): Promise<File[]> =>
  openSheet<File[]>({ label: title, kind: 'sheet', dismissed: [] }, (close) => {
    const input = h('input', { type: 'file', accept: accept || undefined, multiple, 'aria-label': title });
    return [
      h(
        'header.mp-bar',
        {},
        button('取消', () => close([])),
        h('strong', {}, title),
        button('确定', () => close([...(input.files ?? [])]), 'mp-primary'),
      ),
      h('div.mp-ask', {}, input, standInNote('在微信里，这里列出聊天里的文件')),
    ];
  });

/** Files, documents, the clipboard, scanning: what goes in and out of the phone. */
export const documents = (phone: Phone): Api => {
  const { files, reports } = phone;

  const existing = (path: string) => {
    const file = files.read(path);
    const url = files.url(path);
    if (!file || !url) throw new WxFailure("file doesn't exist");
    return { file, url };
  };
  const record = (name: string, options: unknown): void => {
    reports.recorded.push({ name, options });
    reports.changed();
  };
  const forward = async (path: string, fileName: string): Promise<void> => {
    existing(path);
    const { confirm } = await showModal({ title: '发送给朋友', content: fileName, confirmText: '发送' });
    if (!confirm) throw new WxFailure('cancel');
    record('shareFileMessage', { fileName });
    showToast({ title: '已发送' });
  };
  const keep = async (picked: File[]): Promise<PickedFiles> => ({
    tempFiles: await Promise.all(
      picked.map(async (file) => ({
        path: files.addTemporary(await file.arrayBuffer(), file.type, file.name),
        name: file.name,
        size: file.size,
        type: file.type.startsWith('image/') ? 'image' : 'file',
        time: Math.floor(file.lastModified / 1000),
      })),
    ),
  });
  const choose = async (title: string, accept: string, count: number): Promise<PickedFiles> => {
    const picked = await pickFiles(title, accept, count > 1);
    if (picked.length === 0) throw new WxFailure('cancel');
    return keep(picked.slice(0, count));
  };

  return {
    ...asynchronousGroup(phone, {
      openDocument: ({
        filePath,
        fileType,
        showMenu = false,
      }: {
        filePath: string;
        fileType?: string;
        showMenu?: boolean;
      }) => {
        const { file, url } = existing(filePath);
        const type = (fileType ?? extensionOf(filePath)).toLowerCase();
        if (!VIEWABLE.includes(type)) throw new WxFailure('filetype not supported');
        void openDocument({
          name: file.name,
          type,
          url,
          menu: showMenu,
          forward: () => forward(filePath, file.name),
        });
      },
      shareFileMessage: async ({ filePath, fileName }: { filePath: string; fileName?: string }) => {
        if (!isDuringTap()) throw new WxFailure('can only be invoked by user TAP gesture.');
        await forward(filePath, fileName ?? existing(filePath).file.name);
      },
      chooseMessageFile: ({ count = 1, extension = [] }: { count?: number; extension?: string[] }) =>
        choose('从聊天中选择文件', extension.map((one) => `.${one}`).join(','), count),
      previewImage: ({ urls, current }: { urls: string[]; current?: string }) => {
        const source = phone.assetUrl(current ?? urls[0] ?? '', '');
        void openSheet<void>({ label: '图片预览', kind: 'full' }, (close) => [
          h(
            'header.mp-bar.mp-bar--top',
            {},
            button('关闭', () => close()),
            h('span'),
            h('span'),
          ),
          h('img.mp-preview', { src: source, alt: '' }),
        ]);
      },
      setClipboardData: async ({ data }: { data: string }) => {
        // A browser refuses while its window is not in front.
        await navigator.clipboard?.writeText(data).catch(() => undefined);
        showToast({ title: '内容已复制' });
      },
      scanCode: async () => {
        const { confirm, content } = await showModal({
          title: '扫一扫',
          editable: true,
          placeholderText: '输入二维码里的内容',
        });
        if (!confirm || !content) throw new WxFailure('cancel');
        return { result: content, scanType: 'QR_CODE', charSet: 'UTF-8', path: '', rawData: '' };
      },
    }),
  };
};
