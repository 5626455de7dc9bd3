import { bootApp, type WholePhone } from './whole-phone';

type Call = { action: string } & Record<string, unknown>;
/** By action, or by function and action where two functions know it: `merchant/me.get`. */
type Answers = Record<string, (call: Call) => object>;

/** The whole app on a phone, and the cloud behind it as a script. */
export class ScriptedApp {
  answers: Answers = {};
  online = true;
  private booted: WholePhone | undefined;
  private calls: Call[] = [];

  constructor(private readonly side: 'merchant' | 'reimburser') {}

  get phone(): WholePhone {
    if (!this.booted) throw new Error('the app was not booted');
    return this.booted;
  }

  readonly boot = async (path: string): Promise<void> => {
    this.booted = await bootApp(path, (call, name) => {
      if (name === this.side) this.calls.push(call);
      const answer = this.answers[`${name}/${call.action}`] ?? this.answers[call.action];
      if (!this.online || !answer) throw new TypeError('Failed to fetch');
      return answer(call);
    });
  };

  /** With what this side's function was asked for an action. */
  readonly inputs = (action: string): Call[] => this.calls.filter((call) => call.action === action);

  reset(): void {
    Object.assign(this, { answers: {}, online: true, calls: [], booted: undefined });
  }

  /** Ends the app, which must have run without an error and without a call that WeChat does not know. */
  close(): void {
    const { errors, unknownCalls } = this.phone.debug;
    this.phone.close();
    expect(errors).toEqual([]);
    expect(unknownCalls).toEqual([]);
  }
}

/** An app that starts anew for each test of the file. */
export const scriptedApp = (side: 'merchant' | 'reimburser'): ScriptedApp => {
  const app = new ScriptedApp(side);
  beforeEach(() => app.reset());
  afterEach(() => app.close());
  return app;
};
