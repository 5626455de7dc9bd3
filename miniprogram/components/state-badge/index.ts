import type { Tone } from '../../../contract/states';
import { toneIcon } from '../../lib/tones';

/** A state in word, icon and colour together. */
Component({
  properties: {
    tone: { type: String, value: 'ended' },
    text: { type: String, value: '' },
  },
  data: { icon: toneIcon('ended') },
  observers: {
    tone(tone: Tone) {
      this.setData({ icon: toneIcon(tone) });
    },
  },
});
