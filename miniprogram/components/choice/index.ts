/** One of two or three words, side by side. */
Component({
  properties: {
    label: { type: String, value: '' },
    /** `{ value, text, disabled? }` */
    options: { type: Array, value: [] as { value: string; text: string; disabled?: boolean }[] },
    value: { type: String, value: '' },
  },
  methods: {
    onChoose(event: WechatMiniprogram.BaseEvent) {
      const { value, disabled } = event.currentTarget.dataset as { value: string; disabled?: boolean };
      if (!disabled && value !== this.data.value) this.triggerEvent('change', { value });
    },
  },
});
