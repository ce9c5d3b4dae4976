import type { ReactiveControllerHost } from "lit";
import { beforeEach, expect, it, vi } from "vitest";
import { refusal } from "./asking";
import { Session } from "./session";

const host: ReactiveControllerHost = {
  addController: () => {},
  removeController: () => {},
  requestUpdate: () => {},
  updateComplete: Promise.resolve(true),
};

/** Squares what it is given; negative numbers are refused, and 100 is in the link whatever the server says. */
class Squares extends Session<number, number> {
  protected override async prepare(): Promise<void> {}
  protected override async restore(): Promise<void> {
    await this.tried(Number(location.search.slice(1)));
  }
  protected override async compute(draft: number): Promise<number> {
    if (draft < 0) throw refusal("must not be negative", [{ field: "draft", message: "at least 0" }]);
    return draft * draft;
  }
  protected override address(): string {
    return `?${this.draft}`;
  }
  protected override keeps(draft: number): boolean {
    return draft === -100;
  }
}

let entries: string[];

beforeEach(() => {
  entries = ["?3"];
  vi.stubGlobal("location", {
    get search() {
      return entries.at(-1);
    },
  });
  vi.stubGlobal("history", {
    pushState: (_: unknown, __: string, search: string) => entries.push(search),
    replaceState: (_: unknown, __: string, search: string) => entries.splice(-1, 1, search),
  });
  vi.stubGlobal("addEventListener", () => {});
});

async function started(): Promise<Squares> {
  const session = new Squares(host);
  session.hostConnected();
  await vi.waitFor(() => expect(session.result).toBe(9));
  return session;
}

it("starts from the address bar", async () => {
  await started();
  expect(entries).toEqual(["?3"]);
});

it("makes an entry of what the server agrees to", async () => {
  const session = await started();
  await session.propose(4, "push");
  await session.propose(5, "replace");
  expect([session.result, entries]).toEqual([25, ["?3", "?5"]]);
});

it("keeps the last result and the address of what is refused, and says why by field", async () => {
  const session = await started();
  expect(await session.propose(-1, "push")).toBe(false);
  expect([session.draft, session.result, session.errors.draft, entries]).toEqual([-1, 9, "at least 0", ["?3"]]);
  await session.propose(2, "replace"); // what a refused entry of its own becomes is one
  expect([session.errors, entries]).toEqual([{}, ["?3", "?2"]]);
});

it("has a draft that is kept in the link from the start", async () => {
  const session = await started();
  await session.propose(-100, "push");
  expect([session.result, entries]).toEqual([9, ["?3", "?-100"]]);
});
