import type { BuyerInput, BuyerOutput } from '../../../contract/buyer';
import type { ErrorBody } from '../../../contract/envelope';

type Action = keyof BuyerInput;
type Handlers = { [A in Action]?: (input: BuyerInput[A] & { requestId: string }) => BuyerOutput[A] };
type Anything = Record<string, unknown>;

/** A typed refusal, as a function answers it. */
export class Refusal extends Error {
  readonly body: ErrorBody;
  constructor(body: Partial<ErrorBody> & { code: string }) {
    super(body.code);
    this.body = { message: '没有办成', hint: '请稍后再试', retryable: false, requestId: 'r-1', ...body };
  }
}

/** What stands in for WeChat and the cloud around the pages: scripted answers, and a record of every call. */
export class Phone {
  readonly calls: { action: Action; input: Anything }[] = [];
  handlers: Handlers = {};
  /** What WeChat says when the network is gone. */
  offline = false;
  readonly wx: Record<string, jest.Mock>;

  constructor() {
    const ok = (value: object = {}) => jest.fn(async (_options?: object) => value);
    const wx = {
      navigateTo: ok(),
      redirectTo: ok(),
      navigateBack: ok(),
      switchTab: ok(),
      reLaunch: ok(),
      pageScrollTo: ok(),
      stopPullDownRefresh: ok(),
      showToast: ok(),
      setClipboardData: ok(),
      showModal: jest.fn(),
      showActionSheet: jest.fn(async () => ({ tapIndex: 0 })),
      scanCode: jest.fn(async () => ({ result: '' })),
      requirePrivacyAuthorize: jest.fn((options: { success(): void }) => options.success()),
      chooseInvoiceTitle: jest.fn(),
      openSetting: ok(),
      requestSubscribeMessage: ok(),
      navigateToMiniProgram: ok(),
      chooseInvoice: jest.fn(),
      openCard: ok(),
      openDocument: ok(),
      shareFileMessage: ok(),
      downloadFile: jest.fn(),
      request: jest.fn(),
      getAccountInfoSync: jest.fn(() => ({ miniProgram: { appId: 'wxde00000000000001', envVersion: 'release' } })),
      getAppBaseInfo: jest.fn(() => ({ SDKVersion: '3.8.12', fontSizeScaleFactor: 1, host: {} })),
      getStorageSync: jest.fn(() => ''),
      setStorageSync: jest.fn(),
    };
    this.wx = wx;
    Object.assign(globalThis, {
      wx: Object.assign((globalThis as Anything)['wx'] ?? {}, wx),
      getCurrentPages: () => [{}],
    });
    Object.assign((globalThis as Anything)['wx'] as object, {
      cloud: { callFunction: ({ data }: { data: Anything }) => this.callFunction(data) },
    });
  }

  on(handlers: Handlers): this {
    this.handlers = { ...this.handlers, ...handlers };
    return this;
  }

  /** The inputs with which an action was called. */
  inputs<A extends Action>(action: A): (BuyerInput[A] & { requestId: string })[] {
    return this.calls.filter((call) => call.action === action).map(({ input }) => input) as never;
  }

  /** What an interface of `wx` was last asked for. */
  asked(name: string): Anything {
    const asked: unknown = this.wx[name]?.mock.lastCall?.[0];
    if (typeof asked !== 'object' || asked === null) throw new Error(`wx.${name} was not called`);
    return asked as Anything;
  }

  /** Where the person was last led, readable. */
  ledTo(name: 'navigateTo' | 'redirectTo'): string {
    return decodeURIComponent(String(this.asked(name)['url']));
  }

  /** What was last put on the clipboard. */
  get clipboard(): string {
    return String(this.asked('setClipboardData')['data']);
  }

  /** What the last dialog said, and the way to answer it. */
  get modal(): { title: string; content: string; success: (answer: { confirm?: boolean; cancel?: boolean }) => void } {
    return this.asked('showModal') as never;
  }

  private async callFunction(data: Anything): Promise<{ result: unknown }> {
    const { action, ...input } = data as { action: Action };
    this.calls.push({ action, input });
    await Promise.resolve();
    if (this.offline) throw Object.assign(new Error(), { errMsg: 'cloud.callFunction:fail request:fail' });
    const handler = this.handlers[action] as ((input: object) => unknown) | undefined;
    if (!handler) return { result: { ok: false, error: new Refusal({ code: 'not_scripted' }).body } };
    try {
      return { result: { ok: true, data: handler(input) } };
    } catch (error) {
      if (error instanceof Refusal) return { result: { ok: false, error: error.body } };
      throw error;
    }
  }
}
