import { importArguments, usage, UsageError } from './orders/arguments';
import { exitCodeOf, importOrders, type ImportResult } from './orders/import';

const SHOWN = 20;

const say = ({ bad }: ImportResult): void => {
  for (const { line, column, reason } of bad.slice(0, SHOWN))
    console.log(`第 ${line} 行${column && `「${column}」`}：${reason}`);
  if (bad.length > SHOWN) console.log(`……另有 ${bad.length - SHOWN} 行有误，见最后一行`);
};

const main = async (): Promise<number> => {
  const args = importArguments(process.argv.slice(2), process.env);
  const report = await importOrders(args);
  const { ready, stopped, ...result } = report;
  say(result);
  if (stopped !== undefined) console.error(`没有全部完成：${stopped}`);
  const { added, unchanged, changed, bad } = result;
  const counts = args.dryRun ? `可以导入 ${ready} 笔` : `新增 ${added} 笔，更新 ${changed} 笔，未变 ${unchanged} 笔`;
  console.log(`${counts}，有误 ${bad.length} 行`);
  console.log(JSON.stringify({ added, unchanged, changed, bad }));
  return exitCodeOf(report);
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof UsageError ? `${error.message}\n${usage}` : error);
    process.exitCode = 1;
  },
);
