/** What can be asked of the player by name, on whichever page its transport stands. */
import type { Player } from "./player";

const RUN = {
  first: (player: Player) => player.first(),
  last: (player: Player) => player.last(),
  back: (player: Player) => player.back(),
  forward: (player: Player) => player.forward(),
  "unit-back": (player: Player) => player.by(-1),
  "unit-forward": (player: Player) => player.by(1),
  "row-up": (player: Player) => player.byRow(-1),
  "row-down": (player: Player) => player.byRow(1),
  play: (player: Player) => player.toggle(),
  loop: (player: Player) => player.toggleLoop(),
  whole: (player: Player) => player.toggleWhole(),
};

export type PlayerCommand = keyof typeof RUN;

export function follow(player: Player, command: PlayerCommand): void {
  RUN[command](player);
}
