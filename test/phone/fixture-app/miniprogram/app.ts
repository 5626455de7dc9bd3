interface AppOptions {
  path: string;
}
App({
  launchedAt: '',
  events: [] as string[],
  onLaunch({ path }: AppOptions) {
    this.launchedAt = path;
  },
  onShow(options: { scene: number; referrerInfo: { appId?: string } }) {
    this.events.push(`show ${options.scene} ${options.referrerInfo.appId ?? ''}`.trim());
  },
  onHide() {
    this.events.push('hide');
  },
});
