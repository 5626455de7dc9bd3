import { copy } from '../../services/clipboard';

/** What fills a page that has nothing to show: why, and the next step. Buttons of one's own go into the slot. */
Component({
  properties: {
    icon: { type: String, value: 'info-circle' },
    title: { type: String, value: '' },
    text: { type: String, value: '' },
    /** Small print, to copy for support. */
    reference: { type: String, value: '' },
    action: { type: String, value: '' },
  },
  methods: {
    onAction() {
      this.triggerEvent('action');
    },
    onCopy() {
      void copy(this.data.reference);
    },
  },
});
