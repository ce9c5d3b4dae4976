/** Plays marks that move, between the boxes that elements publish as `data-box`. */
import type { MovingMark } from "../../shared/marks";

/** Instants that a motion is made of; the browser fills in between. */
const INSTANTS = 12;

/**
 * @param marksAt gives what moves, by how much of the motion is over.
 * @param milliseconds is how long all of it takes.
 */
export function play(page: HTMLElement, marksAt: (time: number) => readonly MovingMark[], milliseconds: number): void {
  const moments = Array.from({ length: INSTANTS + 1 }, (_, i) => marksAt(i / INSTANTS));
  if (moments[0].length === 0) return;
  const boxes = new Map(Array.from(page.querySelectorAll<HTMLElement>("[data-box]"), (box) => [box.dataset.box!, box]));
  // boxes are measured before anything is added, so that the page is laid out once
  const ways = moments[0].flatMap((mark, i) => {
    const [from, to] = [middleOf(boxes.get(mark.from)), middleOf(boxes.get(mark.to))];
    if (!from || !to) return [];
    const { font } = getComputedStyle(boxes.get(mark.to)!);
    return [{ mark, from, to, font, progress: moments.map((marks) => marks[i].progress) }];
  });
  for (const { mark, from, to, font, progress } of ways) {
    const token = copy(mark, to, font);
    const frames = progress.map((part) => ({
      transform: `translate(${(from.x - to.x) * (1 - part)}px, ${(from.y - to.y) * (1 - part)}px)`,
    }));
    const { finished } = token.animate(frames, { duration: milliseconds, fill: "both" });
    void finished.finally(() => token.remove());
  }
}

/** Take away what is still on its way. */
export function clear(): void {
  for (const token of document.querySelectorAll(".moving")) token.remove();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Of a box on screen; undefined where it is not there or not shown. */
function middleOf(box: HTMLElement | undefined): Point | undefined {
  if (!box) return undefined;
  const { left, top, width, height } = box.getBoundingClientRect();
  return width > 0 ? { x: left + width / 2, y: top + height / 2 } : undefined;
}

function copy({ text, role }: MovingMark, { x, y }: Point, font: string): HTMLElement {
  const token = document.createElement("span");
  token.className = `moving ${role}`;
  token.setAttribute("aria-hidden", "true");
  token.textContent = text;
  Object.assign(token.style, { left: `${x}px`, top: `${y}px`, font });
  document.body.append(token);
  return token;
}
