import * as v from 'valibot';
import { redReasons } from './red-rules';
import { redStatuses } from './red-store';
import { fen, identifier, limits, parse } from './request';

const redSchema = v.strictObject(
  {
    redSerial: identifier,
    reason: v.picklist(redReasons, `应为 ${redReasons.join('、')}`),
    lines: v.optional(
      v.pipe(
        v.array(
          v.strictObject(
            {
              index: v.pipe(
                v.number('应为从0起的行号'),
                v.safeInteger('应为从0起的行号'),
                v.minValue(0, '应为从0起的行号'),
              ),
              grossFen: fen(1),
            },
            '应为对象，且没有未知字段',
          ),
          '应为数组',
        ),
        v.minLength(1, '至少一行'),
        v.maxLength(limits.maxLines, `最多${limits.maxLines}行`),
        v.check((lines) => new Set(lines.map(({ index }) => index)).size === lines.length, '同一行只能出现一次'),
      ),
    ),
  },
  '应为对象，且没有未知字段',
);

/** A red that is asked for, checked by itself. */
export type RedRequest = v.InferOutput<typeof redSchema>;

export const parseRedRequest = (body: unknown): RedRequest => parse(redSchema, body);

const listSchema = v.strictObject(
  { status: v.picklist(redStatuses, `应为 ${redStatuses.join('、')}`), after: v.optional(identifier) },
  '没有未知参数',
);

/** Which reds a list is asked for, from the query of its address. */
export const parseRedList = (query: unknown) => parse(listSchema, query);
