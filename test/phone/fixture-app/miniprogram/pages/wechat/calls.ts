/** What the buttons of the page call, by their text. */
export const calls: Record<string, () => unknown> = {
  选抬头: () => wx.chooseInvoiceTitle({}),
  选发票: () => wx.chooseInvoice({}),
  去授权: () => wx.navigateToMiniProgram({ appId: 'wxde00000000000003', path: 'pages/auth?order=1' }),
  先请求再去授权: async () => {
    await wx.cloud.callFunction({ name: 'buyer', data: { action: 'orders.list' } });
    return wx.navigateToMiniProgram({ appId: 'wxde00000000000003', path: 'pages/auth' });
  },
  订阅: () => wx.requestSubscribeMessage({ tmplIds: ['t1', 't2'] }),
  云函数: () => wx.cloud.callFunction({ name: 'buyer', data: { action: 'orders.list' } }),
  没有的云函数: () => wx.cloud.callFunction({ name: 'nobody' }),
  看发票: () =>
    new Promise((success, fail) => {
      wx.downloadFile({
        url: `${location.origin}/storage/invoice.pdf`,
        success: ({ tempFilePath }: { tempFilePath: string }) =>
          wx.openDocument({ filePath: tempFilePath, showMenu: true, success, fail }),
        fail,
      });
    }),
  复制: () => wx.setClipboardData({ data: '12345' }),
  扫一扫: () => wx.scanCode({}),
  选文件: () => wx.chooseMessageFile({ count: 1 }),
  没有的接口: () => wx.startBluetoothDevicesDiscovery({}),
  问: () => wx.showModal({ title: '提示', content: '要继续吗' }),
  选一个: () => wx.showActionSheet({ itemList: ['一', '二'] }),
  网络: () => wx.getNetworkType({}),
};
