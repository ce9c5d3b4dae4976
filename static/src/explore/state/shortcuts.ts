/** Keys for the whole page: one list that the handler obeys and the help shows. */
import type { Player } from "./player";

export interface Shortcut {
  /** As KeyboardEvent.key has them. */
  readonly keys: readonly string[];
  /** As the help shows them. */
  readonly shown: string;
  readonly does: string;
  readonly run: () => void;
}

/** What a page does beside playing. */
interface Actions {
  readonly present: () => void;
  readonly share: () => void;
  readonly theme: () => void;
  readonly escape: () => void;
  readonly help: () => void;
}

export function shortcutsOf(player: Player, actions: Actions): readonly Shortcut[] {
  return [
    { keys: [" "], shown: "Space", does: "play, pause", run: () => player.toggle() },
    { keys: ["ArrowRight"], shown: "→", does: "step forward", run: () => player.by(1) },
    { keys: ["ArrowLeft"], shown: "←", does: "step back", run: () => player.by(-1) },
    { keys: ["Home"], shown: "Home", does: "first unit", run: () => player.first() },
    { keys: ["End"], shown: "End", does: "last unit", run: () => player.last() },
    { keys: ["]"], shown: "]", does: "next filter", run: () => player.turnFilter(1) },
    { keys: ["["], shown: "[", does: "previous filter", run: () => player.turnFilter(-1) },
    { keys: ["."], shown: ".", does: "faster", run: () => player.setSpeed(player.speed + 5) },
    { keys: [","], shown: ",", does: "slower", run: () => player.setSpeed(player.speed - 5) },
    { keys: ["l", "L"], shown: "L", does: "loop", run: () => player.toggleLoop() },
    {
      keys: ["w", "W"],
      shown: "W",
      does: "show the whole output, or as far as computed",
      run: () => player.toggleWhole(),
    },
    { keys: ["p", "P"], shown: "P", does: "present: large type, controls away; again to leave", run: actions.present },
    { keys: ["s", "S"], shown: "S", does: "copy the link to what is on screen", run: actions.share },
    { keys: ["d", "D"], shown: "D", does: "dark or light", run: actions.theme },
    { keys: ["Escape"], shown: "Esc", does: "leave presenting", run: actions.escape },
    { keys: ["?"], shown: "?", does: "this list", run: actions.help },
  ];
}

/** Controls that need these keys themselves. */
const TYPED_INTO = "input:not([type=range]):not([type=checkbox]), textarea, select";
const PRESSED_WITH_SPACE = "button, summary, input[type=checkbox], [role=tab], [role=radio]";
const MOVED_WITH_ARROWS =
  "input[type=range], [role=grid] *, [role=application], [role=tab], [role=radio], [role=tabpanel]";

export function obey(shortcuts: readonly Shortcut[], event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
  const { target, key } = event;
  if (target.matches(TYPED_INTO)) return;
  if (key === " " && target.matches(PRESSED_WITH_SPACE)) return;
  if (/^(Arrow|Home|End)/.test(key) && target.matches(MOVED_WITH_ARROWS)) return;
  const shortcut = shortcuts.find(({ keys }) => keys.includes(key));
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run();
}
