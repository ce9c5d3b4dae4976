/** Questions to the server: the latest counts, and what is said against it is kept by field. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { Refused, type Schemas } from "./api/client";
import { Turns } from "./turns";

/** By field; "" for what belongs to none. */
export type Errors = Readonly<Record<string, string>>;

/** What is left to the reader when the server is gone. */
export const STAYS = "What is on screen stays.";
export const RELOAD = "Reload the page to try again.";

/** A refusal of the page's own: of what it cannot draw or read. */
export function refusal(detail: string, errors: Schemas["Problem"]["errors"] = null): Refused {
  return new Refused({ type: "about:blank", title: "Not possible here", status: 422, detail, errors });
}

const NONE: Errors = {};

export class Asking implements ReactiveController {
  errors: Errors = NONE;
  /** The refusal in full, where it was one. */
  problem?: Schemas["Problem"];
  private readonly turns = new Turns();

  /** @param remedy is said when the server cannot be reached. */
  constructor(
    protected readonly host: ReactiveControllerHost,
    private readonly remedy: () => string = () => "",
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.turns.stop();
  }

  /** The errors of a form; one that belongs to no field stands at `field`. */
  formErrors(field: string): Errors {
    const { "": general, ...errors } = this.errors;
    return general && Object.keys(errors).length === 0 ? { [field]: general } : errors;
  }

  /** Ask, and take the answer if it is still wanted; say whether it was taken. */
  async ask<T>(question: (signal: AbortSignal) => Promise<T>, take: (answer: T) => void): Promise<boolean> {
    const signal = await this.turns.next();
    if (!signal) return false;
    try {
      const answer = await question(signal);
      if (signal.aborted) return false;
      take(answer);
      this.clear();
      return true;
    } catch (error) {
      if (!signal.aborted) this.complain(error);
      return false;
    } finally {
      this.turns.done(signal);
      if (!signal.aborted) this.host.requestUpdate();
    }
  }

  /** Give up the question, and what was said against it. */
  stop(): void {
    this.turns.stop();
    this.clear();
  }

  complain(error: unknown): void {
    this.problem = error instanceof Refused ? error.problem : undefined;
    this.errors =
      error instanceof Refused
        ? { "": error.message, ...error.fields }
        : { "": `The server cannot be reached. ${this.remedy()}`.trimEnd() };
    this.host.requestUpdate();
  }

  /** Something that needs no server to be found wrong. */
  protected complainOf(field: string, message: string): void {
    this.clear();
    this.errors = { [field]: message };
    this.host.requestUpdate();
  }

  private clear(): void {
    this.errors = NONE;
    this.problem = undefined;
  }
}
