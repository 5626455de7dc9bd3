import type { Call, Instance } from './instance';

const MOST_INSTANCES = 8;
/** Most calls are over sooner than another instance is loaded, and each instance costs 25 MB. */
const PATIENCE_MS = 300;
const IDLE_MS = 1_000;

interface Member {
  instance: Instance;
  busy: boolean;
  idle?: NodeJS.Timeout;
}

/** The instances of one function: grows with parallel calls, keeps one warm, lets the others go soon after a burst. */
export class Pool {
  private members: Member[] = [];
  private readonly waiting: ((member: Member) => void)[] = [];

  constructor(private readonly start: () => Instance) {}

  /** Runs a call in a free instance, in the next that becomes free, or after a little patience in a new one. */
  async run(call: (instance: Instance) => Call, timeoutMs: number): Promise<string> {
    const member = await this.acquire();
    try {
      return await member.instance.run(call(member.instance), timeoutMs);
    } finally {
      this.release(member);
    }
  }

  async kill(): Promise<void> {
    const killed = this.members;
    this.members = [];
    await Promise.all(
      killed.map(({ instance, idle }) => {
        clearTimeout(idle);
        return instance.kill();
      }),
    );
  }

  private async acquire(): Promise<Member> {
    this.members = this.members.filter(({ busy, instance }) => busy || !instance.dead);
    const free = this.members.find(({ busy }) => !busy);
    if (!free && this.members.length > 0) return this.queue();
    const member = free ?? this.grow();
    clearTimeout(member.idle);
    member.busy = true;
    return member;
  }

  private queue(): Promise<Member> {
    return new Promise((resolve) => {
      const take = (member: Member) => {
        clearTimeout(patience);
        member.busy = true;
        resolve(member);
      };
      const patience = setTimeout(() => {
        if (this.members.length >= MOST_INSTANCES) return;
        this.waiting.splice(this.waiting.indexOf(take), 1);
        take(this.grow());
      }, PATIENCE_MS);
      this.waiting.push(take);
    });
  }

  private release(member: Member): void {
    if (member.instance.dead) this.members = this.members.filter((other) => other !== member);
    const next = this.waiting.shift();
    if (next) {
      next(member.instance.dead ? this.grow() : member);
      return;
    }
    member.busy = false;
    member.idle = setTimeout(() => this.retire(member), IDLE_MS).unref();
  }

  private grow(): Member {
    const member = { instance: this.start(), busy: false };
    this.members.push(member);
    return member;
  }

  private retire(member: Member): void {
    if (member.busy || this.members.length <= 1 || !this.members.includes(member)) return;
    this.members = this.members.filter((other) => other !== member);
    void member.instance.kill();
  }
}
