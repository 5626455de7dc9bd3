import type { Phone } from '../phone';
import { type ModalOptions, showActionSheet, showModal } from '../ui/dialogs';
import { hideToast, showToast, type ToastOptions } from '../ui/toast';
import { type Api, asynchronousGroup, recordedOnly, WxFailure } from './api';

export const feedback = (phone: Phone): Api => ({
  ...asynchronousGroup(phone, {
    showToast: (options: ToastOptions) => showToast(options),
    hideToast: () => hideToast(),
    showModal: (options: ModalOptions) => showModal(options),
    showActionSheet: async (options: { itemList: string[]; itemColor?: string; alertText?: string }) => {
      if (options.itemList.length > 6) throw new WxFailure('parameter error: itemList should not be large than 6');
      const tapIndex = await showActionSheet(options.itemList, options.itemColor, options.alertText);
      if (tapIndex < 0) throw new WxFailure('cancel');
      return { tapIndex };
    },
  }),
  ...recordedOnly(phone, ['vibrateShort', 'setKeepScreenOn']),
});
