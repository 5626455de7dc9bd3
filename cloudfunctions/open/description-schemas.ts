import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';

export type JsonSchema = Record<string, unknown>;

/** What valibot checks beyond JSON Schema (blanks around a text, its bytes) is left out: the answer names it then. */
const convert = (schema: v.GenericSchema, typeMode: 'input' | 'output'): JsonSchema => {
  const { $schema: _dialect, ...plain } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode,
    errorMode: 'ignore',
  }) as JsonSchema;
  return plain;
};

export const inputSchema = (schema: v.GenericSchema): JsonSchema => convert(schema, 'input');
/** Without the checks of inputs that an output repeats. */
export const outputSchema = (schema: v.GenericSchema): JsonSchema => convert(schema, 'output');
