import type { Tone } from '../../contract/states';

/** The icon that goes with a tone: never colour alone. Names are those of TDesign's icon font. */
const ICONS: Record<Tone, string> = {
  waiting: 'time-filled',
  working: 'hourglass-filled',
  done: 'check-circle-filled',
  attention: 'error-circle-filled',
  failed: 'close-circle-filled',
  ended: 'minus-circle-filled',
};

export const toneIcon = (tone: Tone): string => ICONS[tone];
