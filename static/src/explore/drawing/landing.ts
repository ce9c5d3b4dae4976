/** The motion that explains: products gather into the sum, the sum lands in its output cell. */
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function motionAllowed(): boolean {
  return !still.matches;
}

/** @param milliseconds is how long all of it may take. */
export function gatherAndLand(stage: HTMLElement, milliseconds: number): void {
  stage.querySelectorAll<HTMLElement>(".products td").forEach((cell, i, cells) => {
    const delay = (milliseconds * 0.4 * (i % 9)) / Math.min(9, cells.length);
    cell.animate([{ transform: "scale(0.6)", opacity: 0.2 }, { transform: "none", opacity: 1 }], {
      duration: milliseconds * 0.25,
      delay,
      fill: "backwards",
    });
  });
  const from = stage.querySelector<HTMLElement>(".unit-result")?.getBoundingClientRect();
  const cell = stage.querySelector<HTMLElement>(".output-column td.current");
  if (!from || !cell) return;
  const to = cell.getBoundingClientRect();
  const start = `translate(${from.left - to.left}px, ${from.top - to.top}px) scale(1.3)`;
  const token = document.createElement("span");
  token.className = "landing";
  token.setAttribute("aria-hidden", "true");
  token.textContent = cell.textContent;
  Object.assign(token.style, { left: `${to.left}px`, top: `${to.top}px`, width: `${to.width}px`, height: `${to.height}px` });
  document.body.append(token);
  token
    .animate([{ transform: start }, { transform: start, offset: 0.35 }, { transform: "none" }], {
      duration: milliseconds * 0.8,
      easing: "ease-in-out",
    })
    .finished.finally(() => token.remove());
}
