/** Keys for the whole page: one list that the handler obeys and the help shows. */
import { hasSingleKeys } from "../../shared/single-keys";
import type { Player } from "./player";

export interface Shortcut {
  /** As KeyboardEvent.key has them. */
  readonly keys: readonly string[];
  readonly shift?: boolean;
  /** Whether it is the stage's only while it has the focus: elsewhere the page scrolls. */
  readonly onStage?: boolean;
  /** As the help shows them. */
  readonly shown: string;
  readonly does: string;
  readonly run: (key: string) => void;
}

/** What a page does beside playing. */
interface Actions {
  readonly hide: () => void;
  readonly reveal: () => void;
  readonly present: () => void;
  readonly share: () => void;
  readonly theme: () => void;
  readonly escape: () => void;
  readonly help: () => void;
}

export function shortcutsOf(player: Player, actions: Actions): readonly Shortcut[] {
  return [
    { keys: [" "], shown: "Space", does: "play, pause", run: () => player.toggle() },
    { keys: ["ArrowRight"], shown: "→", does: "a beat forward", run: () => player.forward() },
    { keys: ["ArrowLeft"], shown: "←", does: "a beat back", run: () => player.back() },
    { keys: ["ArrowRight"], shift: true, shown: "Shift+→", does: "a unit forward", run: () => player.by(1) },
    { keys: ["ArrowLeft"], shift: true, shown: "Shift+←", does: "a unit back", run: () => player.by(-1) },
    { keys: ["ArrowDown"], onStage: true, shown: "↓", does: "a row of units down", run: () => player.byRow(1) },
    { keys: ["ArrowUp"], onStage: true, shown: "↑", does: "a row of units up", run: () => player.byRow(-1) },
    { keys: ["Home"], onStage: true, shown: "Home", does: "before the first unit", run: () => player.first() },
    { keys: ["End"], onStage: true, shown: "End", does: "last unit", run: () => player.last() },
    { keys: ["]"], shown: "]", does: "next filter", run: () => player.turnFilter(1) },
    { keys: ["["], shown: "[", does: "previous filter", run: () => player.turnFilter(-1) },
    {
      keys: [..."123456789"],
      shown: "1…9",
      does: "speed, from slowest to fastest",
      run: (key) => player.setSpeed((Number(key) - 1) * 12.5),
    },
    { keys: ["."], shown: ".", does: "faster", run: () => player.setSpeed(player.speed + 5) },
    { keys: [","], shown: ",", does: "slower", run: () => player.setSpeed(player.speed - 5) },
    { keys: ["l", "L"], shown: "L", does: "loop", run: () => player.toggleLoop() },
    {
      keys: ["w", "W"],
      shown: "W",
      does: "show all of the output, or as far as computed",
      run: () => player.toggleWhole(),
    },
    { keys: ["h", "H"], shown: "H", does: "hide the answers, to be guessed", run: actions.hide },
    { keys: ["a", "A"], shown: "A", does: "show the answer that is asked for", run: actions.reveal },
    { keys: ["p", "P"], shown: "P", does: "present: large type, controls away; again to leave", run: actions.present },
    { keys: ["s", "S"], shown: "S", does: "copy the link to what is on screen", run: actions.share },
    { keys: ["d", "D"], shown: "D", does: "dark or light", run: actions.theme },
    { keys: ["Escape"], shown: "Esc", does: "leave presenting", run: actions.escape },
    { keys: ["?"], shown: "?", does: "this list", run: actions.help },
  ];
}

/** Controls that need these keys themselves. */
export const TYPED_INTO = "input:not([type=range]):not([type=checkbox]), textarea, select";
const PRESSED_WITH_SPACE = "button, summary, input[type=checkbox], [role=tab], [role=radio]";
const MOVED_WITH_ARROWS =
  "input[type=range], [role=grid] *, [role=application], [role=tab], [role=radio], [role=tabpanel]";

export function obey(shortcuts: readonly Shortcut[], event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
  const { target, key } = event;
  if (target.matches(TYPED_INTO)) return;
  if (key === " " && target.matches(PRESSED_WITH_SPACE)) return;
  if (/^(Arrow|Home|End)/.test(key) && target.matches(MOVED_WITH_ARROWS)) return;
  if (key.length === 1 && key !== " " && !hasSingleKeys()) return;
  const isArrow = key.startsWith("Arrow");
  const shortcut = shortcuts.find(
    ({ keys, shift = false, onStage }) =>
      keys.includes(key) &&
      (!isArrow || shift === event.shiftKey) &&
      (!onStage || target.closest("operation-stage") !== null),
  );
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run(key);
}
