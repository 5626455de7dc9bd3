import { asText, h } from '../dom';
import { builtIn, flag, number, text } from './kit';

const FIT: Record<string, string> = {
  scaleToFill: 'fill',
  aspectFit: 'contain',
  aspectFill: 'cover',
  widthFix: 'fill',
  heightFix: 'fill',
};
const SIGNS: Record<string, string> = {
  success: '✓',
  success_no_circle: '✓',
  info: 'i',
  warn: '!',
  waiting: '◷',
  cancel: '×',
  download: '↓',
  search: '⌕',
  clear: '×',
};

/** `assetUrl` turns a path of the package or a temporary file into something the browser can load. */
export const createImage = (assetUrl: (source: string, base: string) => string) =>
  builtIn(
    {
      src: String,
      mode: text('scaleToFill'),
      lazyLoad: Boolean,
      webp: Boolean,
      showMenuByLongpress: Boolean,
      fadeIn: Boolean,
    },
    ({ el, data, base, emit }) => {
      const image = h('img', { draggable: 'false', alt: '' });
      const layout = (): void => {
        const fit = FIT[data.mode] ?? 'none';
        image.style.objectFit = fit;
        image.style.objectPosition = fit === 'none' ? data.mode : '';
        const ratio = image.naturalHeight / image.naturalWidth;
        if (!ratio) return;
        if (data.mode === 'widthFix') el.style.height = `${el.clientWidth * ratio}px`;
        if (data.mode === 'heightFix') el.style.width = `${el.clientHeight / ratio}px`;
      };
      image.addEventListener('load', () => {
        layout();
        emit('load', { width: image.naturalWidth, height: image.naturalHeight });
      });
      image.addEventListener('error', () => emit('error', { errMsg: `image ${data.src} failed to load` }));
      el.append(image);
      return {
        src: (source) => (source ? image.setAttribute('src', assetUrl(source, base())) : image.removeAttribute('src')),
        mode: layout,
        ariaLabel: (label) => image.setAttribute('alt', label),
      };
    },
  );

export const icon = builtIn({ type: String, size: { type: null, value: '23' }, color: String }, ({ el }) => ({
  type: (type) => {
    el.textContent = SIGNS[type] ?? '';
    el.dataset['type'] = type;
  },
  size: (size) => {
    const given = asText(size);
    const length = /^\d+(\.\d+)?$/.test(given) ? `${given}px` : given;
    Object.assign(el.style, {
      width: length,
      height: length,
      lineHeight: length,
      fontSize: `calc(${length} * .7)`,
    });
  },
  color: (color) => {
    el.style.backgroundColor = color;
  },
}));

export const canvas = builtIn({ type: String, canvasId: String, disableScroll: Boolean }, ({ el }) => {
  el.append(h('canvas'));
});

export const video = builtIn(
  { src: String, controls: flag(true), autoplay: Boolean, loop: Boolean, muted: Boolean, poster: String },
  ({ el, emit }) => {
    const player = h('video', { playsinline: true });
    for (const name of ['play', 'pause', 'ended']) player.addEventListener(name, () => emit(name));
    el.append(player);
    return {
      src: (source) => player.setAttribute('src', source),
      controls: (shown) => {
        player.controls = shown;
      },
    };
  },
);

export const webView = builtIn({ src: String }, ({ el, data, emit }) => {
  const frame = h('iframe', { title: '网页' });
  frame.addEventListener('load', () => emit('load', { src: data.src }));
  el.append(frame);
  return { src: (source) => frame.setAttribute('src', source) };
});

export const progress = builtIn(
  {
    percent: number(0),
    showInfo: Boolean,
    strokeWidth: { type: null, value: 6 },
    color: text('#09bb07'),
    activeColor: String,
    backgroundColor: text('#ebebeb'),
    active: Boolean,
  },
  ({ el, data }) => {
    const bar = h('i');
    const rail = h('span', {}, bar);
    const info = h('em');
    el.append(rail, info);
    el.setAttribute('role', 'progressbar');
    const paint = (): void => {
      bar.style.cssText = `width:${data.percent}%;background:${data.activeColor || data.color}`;
      rail.style.cssText = `height:${parseFloat(String(data.strokeWidth))}px;background:${data.backgroundColor}`;
      info.textContent = data.showInfo ? `${data.percent}%` : '';
      el.setAttribute('aria-valuenow', String(data.percent));
    };
    return {
      percent: paint,
      showInfo: paint,
      activeColor: paint,
      backgroundColor: paint,
      strokeWidth: paint,
    };
  },
);
