/** Presenting: the page fills the screen, its controls are away, and a spot follows the pointer. */
import { hasSingleKeys } from "./single-keys";

const root = document.documentElement;
/** Ends what listens while the page is presented. */
let listening = new AbortController();

function presenting(): boolean {
  return "present" in root.dataset;
}

export function togglePresent(): void {
  if (presenting()) leavePresent();
  else present();
}

function present(): void {
  root.dataset.present = "";
  button().textContent = "Leave presenting";
  listening = new AbortController();
  followPointer(listening.signal);
  // where the browser does not allow it, the page fills its window
  const { signal } = listening;
  root.requestFullscreen?.().then(
    () => {
      leaveScreen();
      // the browser's own Escape ends its full screen without telling the page of a key; only once it has begun, since
      // word of the end of the one before may come late
      document.addEventListener("fullscreenchange", () => document.fullscreenElement ?? leavePresent(), { signal });
    },
    () => {},
  );
}

export function leavePresent(): void {
  if (!presenting()) return;
  delete root.dataset.present;
  button().textContent = "Present";
  listening.abort();
  leaveScreen();
}

/** Give the screen back, unless the page is presented on it. */
function leaveScreen(): void {
  if (document.fullscreenElement && !presenting()) void document.exitFullscreen();
}

/** A class sees where one points: it is feedback, not motion, so it stays where motion is reduced. */
function followPointer(signal: AbortSignal): void {
  const spot = document.createElement("div");
  spot.className = "pointer-spot";
  spot.setAttribute("aria-hidden", "true");
  spot.hidden = true;
  document.body.append(spot);
  const show = ({ clientX, clientY }: PointerEvent) => {
    spot.style.translate = `${clientX}px ${clientY}px`;
    spot.hidden = false;
  };
  const hide = () => {
    spot.hidden = true;
  };
  root.addEventListener("pointermove", show, { signal });
  root.addEventListener("pointerdown", show, { signal });
  // a finger leaves when it is lifted, and when it scrolls
  for (const end of ["pointerleave", "pointercancel"]) root.addEventListener(end, hide, { signal });
  signal.addEventListener("abort", () => spot.remove());
}

function button(): HTMLButtonElement {
  return document.querySelector<HTMLButtonElement>("#present")!;
}

/** P presents and leaves, Escape leaves; for pages that have no list of keys of their own. */
function onKey(event: KeyboardEvent): void {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
  if (key === "Escape") leavePresent();
  else if (/^p$/i.test(key) && hasSingleKeys() && !target.matches("input, select, textarea")) togglePresent();
}

/** Make the header's button present; with `keys`, P and Escape do, too. */
export function installPresent({ keys }: { keys: boolean }): void {
  button().addEventListener("click", togglePresent);
  if (keys) document.addEventListener("keydown", onKey);
}
