/** Plays marks that move, between the boxes that elements publish as `data-box`. */
import type { MovingMark } from "../../shared/marks";

const still = matchMedia("(prefers-reduced-motion: reduce)");

export function motionAllowed(): boolean {
  return !still.matches;
}

/** Instants that a motion is made of; the browser fills in between. */
const INSTANTS = 60;

/** A mark at an instant that it is seen at. */
interface Moment {
  readonly beat: number;
  readonly mark: MovingMark;
}

/**
 * @param marksAt gives what moves, by how much of the motion is over.
 * @param milliseconds is how long all of it takes.
 */
export function play(page: HTMLElement, marksAt: (beat: number) => readonly MovingMark[], milliseconds: number): void {
  const moments = new Map<string, Moment[]>();
  for (let i = 0; i <= INSTANTS; i++) {
    const beat = i / INSTANTS;
    for (const mark of marksAt(beat)) moments.set(mark.key, [...(moments.get(mark.key) ?? []), { beat, mark }]);
  }
  for (const seen of moments.values()) move(page, seen, milliseconds);
}

function boxOf(page: HTMLElement, key: string): HTMLElement | null {
  return page.querySelector<HTMLElement>(`[data-box="${CSS.escape(key)}"]`);
}

/** A number moves in its own box, or as a copy over the page from one to another. */
function move(page: HTMLElement, seen: readonly Moment[], milliseconds: number): void {
  const [{ beat: first, mark }] = seen;
  const length = seen[seen.length - 1].beat - first;
  const [source, target] = [boxOf(page, mark.from), boxOf(page, mark.to)];
  if (!source || !target || length === 0) return;
  const [from, to] = [source.getBoundingClientRect(), target.getBoundingClientRect()];
  const frames = seen.map(({ beat, mark: { progress, scale, opacity } }) => {
    const [x, y] = [(from.left - to.left) * (1 - progress), (from.top - to.top) * (1 - progress)];
    return { offset: (beat - first) / length, transform: `translate(${x}px, ${y}px) scale(${scale})`, opacity };
  });
  const mover = source === target ? target : copy(mark, to);
  const animation = mover.animate(frames, {
    duration: milliseconds * length,
    delay: milliseconds * first,
    fill: "backwards",
  });
  if (mover !== target) void animation.finished.finally(() => mover.remove());
}

function copy({ text }: MovingMark, { left, top, width, height }: DOMRect): HTMLElement {
  const token = document.createElement("span");
  token.className = "landing";
  token.setAttribute("aria-hidden", "true");
  token.textContent = text;
  Object.assign(token.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  document.body.append(token);
  return token;
}
