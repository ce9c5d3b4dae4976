/** What every page does: read the address bar, have changes agreed to by the server, write them into the history. */
import type { ReactiveControllerHost } from "lit";
import { Asking, RELOAD, STAYS } from "./asking";
import { BrowserHistory, type Step } from "./browser-history";

/** `Draft` is what can be asked for, `Result` what the server makes of it. */
export abstract class Session<Draft, Result> extends Asking {
  /** What is asked for; may be refused. */
  draft?: Draft;
  /** What the server last computed; stays while a draft is refused. */
  result?: Result;
  /** When the last draft was asked for, in milliseconds of the page. */
  askedAt = 0;
  private readonly entries = new BrowserHistory();
  /** How the next thing that is agreed to goes into the history, where an entry of its own has been refused. */
  private owed?: Step;

  constructor(host: ReactiveControllerHost) {
    super(host, () => (this.result ? STAYS : RELOAD));
  }

  hostConnected(): void {
    addEventListener("popstate", this.onPopState);
    void this.start();
  }

  override hostDisconnected(): void {
    super.hostDisconnected();
    removeEventListener("popstate", this.onPopState);
  }

  /** What is asked once, before the address bar is read. */
  protected abstract prepare(): Promise<void>;
  /** Show what the address bar asks for. */
  protected abstract restore(): Promise<void>;
  protected abstract compute(draft: Draft, signal: AbortSignal): Promise<Result>;
  /** The address of what is on screen: its query, or its path where there is none. */
  protected abstract address(): string;

  /** Whether a draft is in the link from the start, and stays there even if it is refused. */
  protected keeps(_: Draft): boolean {
    return false;
  }

  private async start(): Promise<void> {
    try {
      await this.prepare();
    } catch (error) {
      return this.complain(error);
    }
    await this.reread();
  }

  /** A place within the page, such as the way past the header, is no other state. */
  private readonly onPopState = (): void => {
    const { pathname, search } = new URL(this.result ? this.address() : "", location.href);
    if (!this.result || pathname !== location.pathname || search !== location.search) void this.reread();
  };

  private readonly reread = async (): Promise<void> => {
    this.owed = undefined;
    await this.restore().catch((error: unknown) => this.complain(error));
  };

  /** Try a change; on success it goes into the history. */
  async propose(draft: Draft, step: Step): Promise<boolean> {
    if (step === "push") this.owed = step;
    const kept = this.keeps(draft);
    this.draft = draft;
    if (kept) this.enter(step);
    const agreed = await this.tried(draft);
    if (agreed && !kept) this.enter(step);
    return agreed;
  }

  /** Ask for something, and keep the answer; a refusal leaves the last one. */
  protected async tried(draft: Draft): Promise<boolean> {
    this.askedAt = performance.now();
    this.draft = draft;
    this.host.requestUpdate();
    return this.ask(
      (signal) => this.compute(draft, signal),
      (result) => (this.result = result),
    );
  }

  /** Keep the address in step with what is on screen. */
  protected note(): void {
    this.entries.note(() => this.address());
  }

  /** Write what is on screen into the history. */
  protected enter(step: Step): void {
    this.entries.add(this.address(), this.owed ?? step);
    this.owed = undefined;
  }
}
