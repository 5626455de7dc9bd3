import type { ApplicationView } from '../../../contract/buyer';
import type { BuyerAction } from '../../../contract/states';
import { isSure } from '../../lib/ask';
import { doing } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { explainProblem, problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { applicationUrl, applyUrl, go, invoiceUrl, queryOf, reissueUrl } from '../../lib/routes';
import { pollerOf, watching } from '../../lib/watching';
import { buyer } from '../../services/buyer';
import { copy } from '../../services/clipboard';
import { intentionOf } from '../../services/intention';
import { openAuthorization } from '../../services/jump';
import { learnCard } from '../../services/learn-card';
import { ReadyEntry } from './entry';
import { applicationModel } from './view';
import type { ApplicationModel } from './view';

/** What belongs to this page and is not drawn. */
class Progress {
  applicationId = '';
  view: ApplicationView | undefined;
  entry: ReadyEntry | undefined;
  readonly withdraw = intentionOf((applicationId: string, requestId) =>
    buyer('applications.withdraw', { applicationId }, requestId),
  );
}

const progressOf = perInstance(() => new Progress());

interface Data {
  status: 'loading' | 'ready' | 'problem';
  model: ApplicationModel | null;
  problem: Problem | null;
  /** Whether WeChat's page can be opened on the next tap. */
  entry: 'preparing' | 'ready' | 'failed';
  busy: boolean;
}

const data: Data = { status: 'loading', model: null, problem: null, entry: 'preparing', busy: false };

Component({
  data,
  methods: {
    ...watching,
    onLoad(query: Record<string, string | undefined>) {
      const progress = progressOf(this);
      progress.applicationId = queryOf(query, 'id');
      progress.entry = new ReadyEntry(progress.applicationId);
    },
    /** Also on the way back from WeChat's page, which returns nothing: so look again. */
    async refresh() {
      const progress = progressOf(this);
      pollerOf(this).stop();
      // What is known shows first; unless the application was made a moment ago, WeChat is then asked for news.
      const askAtOnce = !progress.view && !progress.entry?.now;
      let wanted = await this.look();
      if (askAtOnce && wanted !== undefined) wanted = await this.look();
      pollerOf(this).start(wanted);
    },
    /** Looks once; answers in how many seconds looking again is worth it. */
    async look(): Promise<number | undefined> {
      const progress = progressOf(this);
      const { applicationId, view } = progress;
      if (!view) this.setData({ status: 'loading', problem: null });
      try {
        const action = view ? 'applications.refresh' : 'applications.get';
        const next = await buyer(action, { applicationId });
        this.show(next);
        return next.refreshAfter;
      } catch (error) {
        const problem = problemOf(error);
        this.setData(view ? { problem } : { status: 'problem', problem });
        return view?.refreshAfter;
      }
    },
    show(view: ApplicationView) {
      progressOf(this).view = view;
      this.setData({ status: 'ready', model: applicationModel(view), problem: null });
      if (view.actions.includes('authorize')) void this.prepareEntry();
    },
    async prepareEntry() {
      const { entry } = progressOf(this);
      if (!entry?.now) this.setData({ entry: 'preparing' });
      try {
        await entry?.prepare();
      } catch (error) {
        this.setData({ problem: problemOf(error) });
      }
      this.setData({ entry: entry?.now ? 'ready' : 'failed' });
    },

    onAction(event: WechatMiniprogram.BaseEvent) {
      const { action } = event.currentTarget.dataset as { action: BuyerAction };
      const { view } = progressOf(this);
      if (!view || this.data.busy) return undefined;
      switch (action) {
        case 'authorize':
          return this.jump();
        case 'files':
          return view.invoice && go(invoiceUrl(view.invoice.invoiceId));
        case 'learn_card':
          return this.learn(view.applicationId);
        case 'reapply':
          return wx.redirectTo({ url: applyUrl(view.merchant.id, view.orderNos) });
        case 'reissue':
          return go(reissueUrl(view.applicationId, view.merchant.id, view.orderNos));
        case 'refresh':
          return this.refresh();
        case 'withdraw':
          return this.withdraw(view.applicationId);
      }
    },
    onReplacement() {
      const { view } = progressOf(this);
      if (view?.replacedBy !== undefined) void go(applicationUrl(view.replacedBy));
    },
    async jump() {
      const entry = progressOf(this).entry?.now;
      if (!entry) return this.prepareEntry();
      const jump = await openAuthorization(entry);
      if (jump.outcome === 'failed') this.explainJump(jump.reason);
    },
    explainJump(reason: string) {
      wx.showModal({
        title: '没能打开微信的开票页面',
        content: '请再试一次；还是不行时，把编号发给商家。',
        confirmText: '知道了',
        cancelText: '复制编号',
        success: ({ cancel }) => {
          if (cancel) void copy(`${progressOf(this).view?.orderId ?? ''} ${reason}`);
        },
      });
    },
    async learn(applicationId: string) {
      await this.change(() => learnCard(applicationId));
    },
    async withdraw(applicationId: string) {
      const content = '撤回后可以重新申请。';
      if (await isSure({ title: '撤回这次申请？', content, confirmText: '撤回申请', cancelText: '先不撤回' }))
        await this.change(() => progressOf(this).withdraw(applicationId));
    },
    change(make: () => Promise<ApplicationView | undefined>): Promise<void> {
      return doing(this, async () => {
        const view = await make();
        if (!view) return;
        this.show(view);
        pollerOf(this).start(view.refreshAfter);
      });
    },
    onWhy() {
      const { model } = this.data;
      if (model?.problem) explainProblem(model.problem);
    },
  },
});
