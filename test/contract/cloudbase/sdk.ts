/** The parts of wx-server-sdk that the assumptions use; its own typings are too loose to check anything. */
export type Doc = Record<string, unknown>;

export interface Query {
  where(conditions: object): Query;
  orderBy(field: string, direction: 'asc' | 'desc'): Query;
  limit(most: number): Query;
  skip(first: number): Query;
  field(fields: Record<string, unknown>): Query;
  get(): Promise<{ data: Doc[] }>;
  count(): Promise<{ total: number }>;
  update(options: { data: object }): Promise<{ stats: { updated: number } }>;
  remove(): Promise<{ stats: { removed: number } }>;
}

export interface DocumentReference {
  get(): Promise<{ data: Doc }>;
  set(options: { data: object }): Promise<{ _id: string; stats: { updated: number; created: number } }>;
  update(options: { data: object }): Promise<{ stats: { updated: number } }>;
  remove(): Promise<{ stats: { removed: number } }>;
}

export interface Pipeline {
  match(conditions: object): Pipeline;
  group(fields: object): Pipeline;
  sort(order: object): Pipeline;
  project(fields: object): Pipeline;
  lookup(join: { from: string; localField: string; foreignField: string; as: string }): Pipeline;
  unwind(path: string): Pipeline;
  limit(most: number): Pipeline;
  count(field: string): Pipeline;
  end(): Promise<{ list: Doc[] }>;
}

export interface Collection extends Query {
  add(options: { data: object }): Promise<{ _id: string; _ids: string[] }>;
  doc(id: string | number): DocumentReference;
  aggregate(): Pipeline;
}

export interface Transaction {
  collection(name: string): Collection;
  commit(): Promise<unknown>;
  rollback(reason?: unknown): Promise<unknown>;
}

type Operand = (...operands: unknown[]) => { and(other: unknown): unknown; or(other: unknown): unknown };

export interface Database {
  command: Record<string, Operand> & { aggregate: Record<string, (...operands: unknown[]) => unknown> };
  collection(name: string): Collection;
  createCollection(name: string): Promise<unknown>;
  serverDate(options?: { offset: number }): unknown;
  RegExp(options: { regexp: string; options?: string }): unknown;
  startTransaction(): Promise<Transaction>;
  runTransaction<T>(work: (transaction: Transaction) => Promise<T>, times?: number): Promise<T>;
}

export interface Cloud {
  init(options: object): void;
  DYNAMIC_CURRENT_ENV: unknown;
  database(options?: object): Database;
  getWXContext(): Record<string, unknown>;
  callFunction(options: { name: string; data?: object }): Promise<{ result: unknown }>;
  uploadFile(options: { cloudPath: string; fileContent: Buffer }): Promise<{ fileID: string }>;
  downloadFile(options: { fileID: string }): Promise<{ fileContent: Buffer }>;
  deleteFile(options: { fileList: string[] }): Promise<{ fileList: { fileID: string; status: number }[] }>;
  getTempFileURL(options: {
    fileList: (string | { fileID: string; maxAge: number })[];
  }): Promise<{ fileList: { tempFileURL: string; status: number }[] }>;
  openapi: Record<string, Record<string, (data: object) => Promise<Doc>>>;
}
