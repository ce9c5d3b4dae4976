/** How long the page takes, as measures that a browser's tools show and benchmarks/stage.py reads. */

/** Called once what has been changed in this frame is laid out and painted. */
function afterPaint(then: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    then();
  };
  port2.postMessage(null);
}

function measured(name: string, start: number): void {
  performance.measure(name, { start });
  // whoever observes has been told; a page that plays for an hour does not keep them
  performance.clearMeasures(name);
}

/** From inside an animation frame: its scripts, styles, layout and paint, from `start` on. */
export function measureFrame(start: number): void {
  afterPaint(() => measured("frame", start));
}

/** From a change that was asked for at `start` to the picture of what came of it. */
export function measureChange(start: number): void {
  requestAnimationFrame(() => afterPaint(() => measured("change", start)));
}
