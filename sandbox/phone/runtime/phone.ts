import type { BuiltInHost } from './built-ins';
import type { PhoneSettings, Program } from './config';
import type { Emitter } from './emitter';
import type { Engine } from './engine';
import type { FileStore } from './files';
import type { TabBar } from './pages/tab-bar';
import type { PageStack } from './pages/stack';
import type { PersonStorage } from './person-storage';
import type { Reports } from './reports';

/** Who opened the mini program, and how. */
export interface EnterOptions {
  path: string;
  query: Record<string, string>;
  scene: number;
  referrerInfo: { appId?: string; extraData?: unknown };
}

/** Everything that the parts of the phone share. */
export interface Phone {
  program: Program;
  settings: PhoneSettings;
  reports: Reports;
  readonly engine: Engine;
  readonly pages: PageStack;
  readonly tabBar: TabBar;
  files: FileStore;
  /** What WeChat remembers of the person: consent, permissions. */
  memory: PersonStorage;
  /** App-wide events: `ThemeChange`, `AppShow` and so on. */
  events: Emitter;
  launch: EnterOptions;
  enter: EnterOptions;
  app: () => Record<string, unknown>;
  theme: () => 'light' | 'dark';
  /** Replaces `@name` by what theme.json says. */
  themed: (value: string) => string;
  assetUrl: BuiltInHost['assetUrl'];
  /** Calls a lifecycle method if there is one; what it throws is reported. */
  call: (target: Record<string, unknown>, method: string, ...values: unknown[]) => unknown;
  /** The mini program goes to the back, as when another one opens. */
  background: () => void;
  /** …and comes back. */
  foreground: (enter?: Partial<EnterOptions>) => void;
  openMenu: () => void;
  leave: () => void;
  /** Keeps the address bar at the page that shows, so that a reload stays there. */
  remember: (path: string, query: Record<string, string>) => void;
}
