import type { Demo, DemoPerson } from '../../demo';

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

const choice = (group: string, value: string, label: string): string =>
  `<label class="choice"><input type="radio" name="${group}" value="${escapeHtml(value)}"><span>${escapeHtml(label)}</span></label>`;

/** People of one house; its name, which is the heading, is not repeated in theirs. */
const peopleGroup = (title: string, people: DemoPerson[]): string =>
  people.length === 0
    ? ''
    : `<h3>${escapeHtml(title)}</h3>${people
        .map(({ openid, name }) => choice('person', openid, name.replace(title, '') || name))
        .join('')}`;

/** The page around the phone: whose it is, what WeChat shows outside the mini program, the clock, the looks. */
export const framePage = (demo: Demo, wechatUrl: string): string => {
  const groups = [
    peopleGroup(
      '用户',
      demo.people.filter(({ role }) => role === 'buyer'),
    ),
    ...demo.merchants.map(({ id, shortName }) =>
      peopleGroup(
        shortName,
        demo.people.filter(({ merchant }) => merchant === id),
      ),
    ),
    ...demo.companies.map(({ id, name }) =>
      peopleGroup(
        name.replace(/有限公司$/, ''),
        demo.people.filter(({ company }) => company === id),
      ),
    ),
  ];
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>电子发票 · 沙箱手机</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/phone/frame.css">
</head>
<body data-wechat-url="${escapeHtml(wechatUrl)}">
<main>
  <aside class="panel people" aria-label="人物">
    <h1>电子发票<small>沙箱手机</small></h1>
    <h2>谁的手机</h2>
    ${groups.join('\n')}
  </aside>
  <section class="phone" aria-label="手机">
    <div class="screen">
      <iframe id="phone" title="手机"></iframe>
      <div class="outside" id="outside" role="dialog" hidden>
        <header><button type="button" id="outside-close">返回</button><strong id="outside-title"></strong><span></span></header>
        <iframe id="outside-frame" title="微信"></iframe>
      </div>
    </div>
  </section>
  <aside class="panel controls" aria-label="控制">
    <h2>小程序之外</h2>
    <div class="row">
      <button type="button" data-outside="cards">卡包</button>
      <button type="button" data-outside="messages">服务通知</button>
      <button type="button" data-outside="mails">邮箱</button>
    </div>
    <h2>时钟</h2>
    <p class="clock"><time id="clock"></time><small id="clock-note"></small></p>
    <div class="row">
      <button type="button" data-advance="3600">快进 1 小时</button>
      <button type="button" data-advance="86400">1 天</button>
      <button type="button" data-advance="604800">7 天</button>
    </div>
    <h2>外观</h2>
    <div class="segments" role="radiogroup" aria-label="深浅">
      ${choice('theme', 'auto', '跟随系统')}${choice('theme', 'light', '浅色')}${choice('theme', 'dark', '深色')}
    </div>
    <div class="segments" role="radiogroup" aria-label="字号">
      ${choice('font', '1', '标准')}${choice('font', '1.25', '大字')}${choice('font', '1.5', '特大')}
    </div>
    <h2>运行情况</h2>
    <dl class="status">
      <dt>页面</dt><dd id="route"></dd>
      <dt>沙箱没有的接口</dt><dd id="unknown">无</dd>
      <dt>只记录的接口</dt><dd id="recorded">无</dd>
      <dt>错误</dt><dd id="errors">无</dd>
    </dl>
    <p class="links"><a id="bare" href="/phone" target="_blank">不带外框打开</a></p>
  </aside>
</main>
<button type="button" id="drawer" aria-label="控制面板">沙箱</button>
<script src="/phone/frame.js"></script>
</body>
</html>`;
};
