import Toast from 'tdesign-miniprogram/toast/index';

Page({
  data: { title: '', kind: 'company', mail: false, tab: 'all', asking: false, open: false },
  typed({ detail }: { detail: { value: string } }) {
    this.setData({ title: detail.value });
  },
  chooseKind({ detail }: { detail: { value: string } }) {
    this.setData({ kind: detail.value });
  },
  toggleMail({ detail }: { detail: { value: boolean } }) {
    this.setData({ mail: detail.value });
  },
  changeTab({ detail }: { detail: { value: string } }) {
    this.setData({ tab: detail.value });
  },
  ask() {
    this.setData({ asking: true });
  },
  confirm() {
    this.setData({ asking: false });
    Toast({ context: this, selector: '#t-toast', message: '已提交' });
  },
  close() {
    this.setData({ asking: false });
  },
});
