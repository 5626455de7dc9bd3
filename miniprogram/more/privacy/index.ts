Component({
  data: {
    items: [
      { name: '发票抬头、税号', why: '开发票时必须交给销售方。可以从微信选，也可以手动填写。' },
      { name: '邮箱', why: '选填。只用来给您发送发票文件。' },
      { name: '手机尾号', why: '只在用订单号找订单时填写，用来确认订单是您的。' },
      { name: '卡包里的发票', why: '只用您选中的：确认是哪一张，或放进您的报销单。' },
      { name: '您选的文件', why: '只在报销时使用，作为发票的原件保存。' },
      { name: '相机', why: '只在扫小票或发票上的二维码时使用，不保存照片。' },
      { name: '剪贴板', why: '只在您点“复制”时写入，不读取。' },
      { name: '微信用户标识', why: '用来记住哪些订单和发票是您的。' },
    ],
  },
  methods: {
    onOpen() {
      wx.openPrivacyContract({
        fail: () => {
          void wx.showToast({ title: '暂时打不开，请稍后再试', icon: 'none' });
        },
      });
    },
    onTitles() {
      void wx.navigateTo({ url: '/more/titles/index' });
    },
    onClose() {
      void wx.navigateTo({ url: '/more/close-account/index' });
    },
  },
});
