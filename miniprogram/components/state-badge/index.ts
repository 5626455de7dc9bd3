import type { Tone } from '../../../contract/states';
import { toneIcon } from '../../lib/tones';

/** A state in word, icon and colour together. */
Component({
  properties: {
    tone: { type: String, value: 'ended' },
    text: { type: String, value: '' },
    /** Instead of the tone's own icon. */
    icon: { type: String, value: '' },
  },
  data: { shown: toneIcon('ended') },
  observers: {
    'tone, icon'(tone: Tone, icon: string) {
      this.setData({ shown: icon || toneIcon(tone) });
    },
  },
});
