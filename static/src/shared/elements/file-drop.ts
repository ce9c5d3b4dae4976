/** On pages that open no files by themselves: what takes them is loaded when the first is dragged in. */
export function installDrop(): void {
  document.addEventListener("dragenter", () => void import("./file-opener"), { once: true });
}
