import type { MerchantOutput } from '../../../../contract/merchant';
import { choose, isSure } from '../../../lib/ask';
import { momentText } from '../../../lib/dates';
import { doing } from '../../../lib/doing';
import { fieldLayout } from '../../../lib/large-text';
import { perInstance } from '../../../lib/per-instance';
import { problemOf, showProblem } from '../../../lib/problem';
import type { Problem } from '../../../lib/problem';
import { pullDown } from '../../../lib/pull-down';
import { queryOf } from '../../../lib/routes';
import { copy } from '../../../services/clipboard';
import { intentionOf } from '../../../services/intention';
import { merchant } from '../../../services/merchant';
import { scopeTexts, usualScopes } from './scopes';
import type { Scope } from './scopes';

type Key = MerchantOutput['keys.list']['keys'][number];

interface Of {
  merchantId: string;
  keyId: string;
}

const shownOf = perInstance(() => ({
  merchantId: '',
  create: intentionOf((input: { merchantId: string; label: string; scopes: Scope[] }, requestId) =>
    merchant('keys.create', input, requestId),
  ),
  rotate: intentionOf((input: Of, requestId) => merchant('keys.rotate', input, requestId)),
  revoke: intentionOf((input: Of, requestId) => merchant('keys.revoke', input, requestId)),
}));

const usedText = ({ createdAt, lastUsedAt, goodUntil }: Key): string => {
  if (goodUntil !== undefined) return `已更换，${momentText(goodUntil)} 失效`;
  if (lastUsedAt !== undefined) return `最近使用 ${momentText(lastUsedAt)}`;
  return createdAt > 0 ? `${momentText(createdAt)} 建，还没有用过` : '还没有用过';
};

const keyRow = (key: Key, all: number) => ({
  row: `${key.id}:${key.prefix}:${key.goodUntil ?? ''}`,
  id: key.id,
  name: key.label || key.id,
  prefix: `${key.prefix}…`,
  scopes: key.scopes.length === all ? '全部权限' : key.scopes.map((scope) => scopeTexts[scope]).join('、'),
  used: usedText(key),
  isReplaced: key.goodUntil !== undefined,
});

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  keys: ReturnType<typeof keyRow>[];
  /** What can be allowed, while a key is being made. */
  scopes: { scope: Scope; text: string; on: boolean }[];
  making: boolean;
  label: string;
  wrong: string;
  /** The key, once: nobody is shown it again. */
  made: string;
  layout: 'horizontal' | 'vertical';
  busy: boolean;
}

const data: Data = {
  status: 'loading',
  problem: null,
  keys: [],
  scopes: [],
  making: false,
  label: '',
  wrong: '',
  made: '',
  layout: 'horizontal',
  busy: false,
};

const DEEDS = [
  { deed: 'rotate', text: '更换（旧的一天后失效）' },
  { deed: 'revoke', text: '停用' },
] as const;

Component({
  data,
  methods: {
    ...pullDown,
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).merchantId = queryOf(query, 'merchant');
      this.setData({ layout: fieldLayout() });
      void this.refresh();
    },
    async refresh() {
      const { merchantId } = shownOf(this);
      try {
        const { keys, scopes } = await merchant('keys.list', { merchantId });
        this.setData({
          status: 'ready',
          problem: null,
          keys: keys.map((key) => keyRow(key, scopes.length)),
          scopes: scopes.map((scope) => ({ scope, text: scopeTexts[scope], on: usualScopes.includes(scope) })),
        });
      } catch (error) {
        const problem = problemOf(error);
        this.setData(this.data.status === 'ready' ? { problem } : { status: 'problem', problem });
      }
    },
    onMake() {
      this.setData({ making: true, label: '', wrong: '', made: '' });
    },
    onCancel() {
      this.setData({ making: false });
    },
    onLabel(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ label: event.detail.value, wrong: '' });
    },
    onScope(event: WechatMiniprogram.BaseEvent) {
      const { scope } = event.currentTarget.dataset as { scope: Scope };
      const scopes = this.data.scopes.map((one) => (one.scope === scope ? { ...one, on: !one.on } : one));
      this.setData({ scopes, wrong: '' });
    },
    async onCreate() {
      const { merchantId, create } = shownOf(this);
      const label = this.data.label.trim();
      const scopes = this.data.scopes.filter(({ on }) => on).map(({ scope }) => scope);
      if (label === '') return this.setData({ wrong: '请填写名称，例如 收银系统' });
      if (scopes.length === 0) return this.setData({ wrong: '请至少选一项权限' });
      await this.show(() => create({ merchantId, label, scopes }));
    },
    async onKey(event: WechatMiniprogram.BaseEvent) {
      const { keyId, name } = event.currentTarget.dataset as { keyId: string; name: string };
      const { merchantId, rotate } = shownOf(this);
      const chosen = await choose(DEEDS, name);
      if (chosen?.deed === 'rotate') await this.show(() => rotate({ merchantId, keyId }));
      if (chosen?.deed === 'revoke') await this.revoke(keyId, name);
    },
    /** Makes a key and shows it; what was made is read again for the list. */
    async show(make: () => Promise<{ key: string }>) {
      await doing(this, async () => {
        const { key } = await make();
        this.setData({ made: key, making: false });
        await this.refresh();
      });
    },
    async revoke(keyId: string, name: string) {
      const { merchantId, revoke } = shownOf(this);
      const content = '用它的系统马上不能再调用，不能恢复。';
      if (!(await isSure({ title: `停用“${name}”？`, content, confirmText: '停用' }))) return;
      try {
        const { keys } = await revoke({ merchantId, keyId });
        this.setData({ keys: keys.map((key) => keyRow(key, this.data.scopes.length)) });
      } catch (error) {
        showProblem(error);
      }
    },
    onCopy() {
      void copy(this.data.made, 'API key 已复制');
    },
    onKept() {
      this.setData({ made: '' });
    },
  },
});
