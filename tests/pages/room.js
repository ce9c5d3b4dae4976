// What is wrong with how the stage is laid out; run in the page.
() => {
  const faults = new Set();
  const least = Number(getComputedStyle(document.documentElement).getPropertyValue("--least-digits"));
  if (document.documentElement.scrollWidth > innerWidth)
    faults.add(`the page is ${document.documentElement.scrollWidth} pixels wide in ${innerWidth}`);
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
  const nameOf = (element) =>
    `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className} “${(element.closest("tensor-grid")?.label ?? element.textContent).trim().slice(0, 40)}”`;
  const PARTS = ".grid-frame, canvas, .plane-title, .operand-title, .channel-sum, .sum-line, .sum-names, .curve svg, .sign, .muted, .legend, .map-line";
  for (const root of document.querySelectorAll("operation-stage, lowering-view")) {
    const within = root.getBoundingClientRect();
    const parts = [...root.querySelectorAll(PARTS)].filter(isSeen).map((part) => ({ part, box: part.getBoundingClientRect() }));
    for (const { part, box } of parts)
      if (box.right > within.right + 1.5 || box.left < within.left - 1.5) faults.add(`cut off: ${nameOf(part)}`);
    parts.forEach((a, i) => {
      for (const b of parts.slice(i + 1)) {
        if (a.part.contains(b.part) || b.part.contains(a.part)) continue;
        const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (width > 1 && height > 1) faults.add(`${nameOf(a.part)} over ${nameOf(b.part)}`);
      }
    });
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement;
      if (!/\d/.test(text.data) || !isSeen(element) || element.closest(".visually-hidden")) continue;
      const svg = element.closest("svg");
      const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
      const size = Number.parseFloat(getComputedStyle(element).fontSize) * scale;
      if (size < least - 0.01) faults.add(`${size.toFixed(1)} pixels: ${nameOf(element)}`);
      const range = document.createRange();
      range.selectNodeContents(text);
      const cell = element.closest("td")?.getBoundingClientRect();
      if (cell && range.getBoundingClientRect().width > cell.width + 0.5) faults.add(`wider than its cell: ${text.data}`);
    }
  }
  return [...faults];
}
