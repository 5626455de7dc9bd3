Page({
  data: {
    object: { y: 2 },
    message: 'M',
    two: true,
    n: 0,
    grid: [
      { k: 1, cells: ['p', 'q'] },
      { k: 2, cells: ['r'] },
    ],
    list: [{ b: 'B' }],
    deep: { x: { y: 'Y' } },
    typed: 'init',
    log: [] as string[],
  },
  custom: { a: [1] },
  onLoad() {
    this.say('load');
  },
  onShow() {
    this.say('show');
  },
  onReady() {
    this.say('ready');
  },
  onHide() {
    this.say('hide');
  },
  onTabItemTap({ index }) {
    this.say(`tab${index}`);
  },
  say(line: string) {
    this.data.log.push(line);
  },
  fromWxs({ n }) {
    this.say(`wxs${n}`);
  },
  watched({ from, to }) {
    this.say(`watch${from}>${to}`);
  },
  captured() {
    this.say('captured');
  },
  bubbled() {
    this.say('bubbled');
  },
  outerMut() {
    this.say('outerMut');
  },
  innerMut() {
    this.say('innerMut');
  },
  fail() {
    throw new Error('broken handler');
  },
});
