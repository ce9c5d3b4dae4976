import { expect, it } from "vitest";
import { follow, type PlayerCommand } from "./commands";
import type { Player } from "./player";

/** A player that notes what is asked of it. */
function noting(): { readonly player: Player; readonly asked: string[] } {
  const asked: string[] = [];
  const note =
    (_: unknown, name: string) =>
    (...given: unknown[]) =>
      asked.push([name, ...given].join(" "));
  return { player: new Proxy({}, { get: note }) as Player, asked };
}

it.each<[PlayerCommand, string]>([
  ["first", "first"],
  ["last", "last"],
  ["back", "back"],
  ["forward", "forward"],
  ["unit-back", "by -1"],
  ["unit-forward", "by 1"],
  ["row-up", "byRow -1"],
  ["row-down", "byRow 1"],
  ["play", "toggle"],
  ["loop", "toggleLoop"],
  ["whole", "toggleWhole"],
])("%s", (command, expected) => {
  const { player, asked } = noting();
  follow(player, command);
  expect(asked).toEqual([expected]);
});
