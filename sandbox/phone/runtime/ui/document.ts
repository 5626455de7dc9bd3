import { h } from '../dom';
import { showActionSheet } from './dialogs';
import { button, openSheet } from './sheet';

export interface ShownDocument {
  name: string;
  type: string;
  url: string;
  /** Shows 转发 in the bar's menu. */
  menu: boolean;
  forward: () => Promise<void>;
}

/**
 * WeChat's document viewer. Browsers show PDF themselves; the viewer says so where this one cannot, and
 * where the file is of a kind that WeChat would show and a browser does not.
 */
export const openDocument = ({ name, type, url, menu, forward }: ShownDocument): Promise<void> =>
  openSheet<void>({ label: name, kind: 'full' }, (close) => {
    const canShow = type === 'pdf' && navigator.pdfViewerEnabled !== false;
    const more = button(
      '更多',
      () =>
        void showActionSheet(['转发给朋友', '用其他应用打开']).then((index) => {
          if (index === 0) return forward();
          if (index === 1) window.open(url, '_blank');
          return undefined;
        }),
    );
    const body = canShow
      ? h('iframe', { src: `${url}#toolbar=0&navpanes=0&view=FitH`, title: name })
      : h(
          'div.mp-empty',
          {},
          h('p', {}, '这个浏览器不能直接显示这类文件'),
          h('a', { href: url, download: name }, `下载 ${name}`),
        );
    return [
      h(
        'header.mp-bar.mp-bar--top',
        {},
        button('关闭', () => close()),
        h('strong', {}, name),
        menu ? more : h('span'),
      ),
      body,
    ];
  });
