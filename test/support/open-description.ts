import Ajv2020 from 'ajv/dist/2020';
import type { Flow } from './sandbox';

interface Operation {
  operationId: string;
  security?: object[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: { $ref: string }; example: Record<string, unknown> }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

export interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

/** One method of one path. */
export interface Described {
  path: string;
  method: string;
  operation: Operation;
}

export interface OpenDoor {
  description: Description;
  operations: Described[];
  /** What is wrong with a value by a schema of the description; empty when nothing is. */
  problems(schema: object, value: unknown): string;
  /** Sends anything, and holds what comes back to the description. */
  send(described: Described, request: RequestInit & { path?: string }): Promise<{ status: number; text: string }>;
}

const ids = { $id: 'https://open.invalid/description' };

/** The open door together with its own description. */
export const openDoor = async (flow: Flow): Promise<OpenDoor> => {
  const answer = await fetch(`${flow.sandbox.url}/open/v1/openapi.json`);
  const description = (await answer.json()) as Description;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...ids, ...description }, ids.$id);
  const problems: OpenDoor['problems'] = (schema, value) => {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${ids.$id}#/`)) as object;
    return ajv.validate(absolute, value) ? '' : ajv.errorsText();
  };
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return {
    description,
    operations,
    problems,
    send: async ({ path, method, operation }, { path: real = path, ...request }) => {
      const { status, headers, body } = await fetch(`${flow.sandbox.url}/open/v1${real}`, { method, ...request }).then(
        async (got) => ({ status: got.status, headers: got.headers, body: await got.text() }),
      );
      const told = `${request.method ?? method} ${real} answered ${status}: ${body.slice(0, 300)}`;
      if (status === 200) {
        const [type = '', { schema } = { schema: {} }] =
          Object.entries(operation.responses['200']?.content ?? {})[0] ?? [];
        if (!headers.get('content-type')?.startsWith(type)) throw new Error(`${told}: not ${type}`);
        const wrong = type === 'application/json' && body ? problems(schema, JSON.parse(body)) : '';
        if (wrong) throw new Error(`${told}: ${wrong}`);
      } else {
        // WeChat's own refusal of an input that only WeChat can judge is told as such.
        if (status >= 500 && !/"code":"wechat_/.test(body)) throw new Error(told);
        const isProblem = headers.get('content-type') === 'application/problem+json';
        const schema = { $ref: `#/components/schemas/${isProblem ? 'Problem' : 'Failure'}` };
        const wrong = problems(schema, JSON.parse(body));
        if (wrong) throw new Error(`${told}: ${wrong}`);
        if (/\bat \S+ \(|node_modules|\.ts:\d/.test(body)) throw new Error(`${told}: a stack trace`);
      }
      return { status, text: body };
    },
  };
};
