import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemView } from '../../cloudfunctions/common/wechat/error-view';
import { errorTable, type ErrorClass, type ErrorRow } from '../../cloudfunctions/common/wechat/errors';

export const CATALOGUE = join(__dirname, '../../docs/wechat-errors.md');

const chapters: [ErrorClass, string, string][] = [
  ['retry', '稍后会自己好', '微信或开票方正忙，或到了次数上限。系统按间隔自动重试，不会重复开票。'],
  ['renew_token', '换新凭据', '凭据过期或被替换。系统只换一次，随后用新凭据重发同一个请求。'],
  ['account_right', '账号还缺设置或权限', '重试没有用：要由商户在微信公众平台或本项目的设置里处理。'],
  ['caller', '请求不对', '重试没有用：要由开发者改请求。发出之前会检查类型和单位，所以多半在升级之后才会出现。'],
  ['already_done', '其实已经完成', '微信说这件事做过了，系统按完成处理。'],
  ['final', '到此为止', '这一次不会再成功；提示里写着接下来能做什么。'],
];

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const line = ({ code }: ErrorRow): string => {
  const { wechat, message, who, what, again } = problemView(code);
  const said = wechat && `\`${wechat}\``;
  const columns = [`<a id="${code}"></a>${code}`, said, message, who || '—', what, again];
  return `| ${columns.map(cell).join(' | ')} |`;
};

const chapter = ([kind, title, about]: (typeof chapters)[number]): string => {
  const rows = errorTable.filter((row) => row.class === kind);
  return [
    `## ${title}`,
    '',
    about,
    '',
    '| 代码 | 微信的原话 | 用户看到的话 | 谁来处理 | 怎么处理 | 再试有用吗 |',
    '|---|---|---|---|---|---|',
    ...rows.map(line),
    '',
  ].join('\n');
};

/** The catalogue of WeChat's error codes as a page, made from the table that the functions use. */
export const catalogue = (): string => `# 微信错误码

这一页由 \`cloudfunctions/common/wechat/errors.json\` 生成（\`node scripts/run.mjs scripts/docs/errors.ts\`），请勿手改。共 ${errorTable.length} 个代码；出错时云函数的应答在 \`error.wechat.errcode\` 里带着代码，\`error.message\` 是“用户看到的话”，\`error.hint\` 是“谁来处理”和“怎么处理”，\`error.retryable\` 说再试有没有用。每个代码都能直接链接，例如 [72038](#72038)。在手机上，出错的页面点“查看原因”，看到的就是这里的一行（\`buyer\` 的 \`problems.get {errcode}\`）。

72018 与 72056、以及 72024 与 72060 与 72061，说的是同一件事，系统同样对待。40164 的提示里会带上微信看到的出口 IP。

${chapters.map(chapter).join('\n')}`;

if (process.argv[1] === __filename) writeFileSync(CATALOGUE, catalogue());
