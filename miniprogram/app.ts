import { cloudEnvironment } from './config';
import { sandboxDoor } from './services/sandbox-door';

App({
  onLaunch() {
    // Without an appid there is no cloud: the sandbox's door is used then.
    if (sandboxDoor()) return;
    wx.cloud.init(cloudEnvironment ? { env: cloudEnvironment } : {});
  },
});
