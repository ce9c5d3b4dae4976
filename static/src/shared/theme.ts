/** Light and dark: the header's button, remembered in this browser. */
type Theme = "light" | "dark";

const root = document.documentElement;
/** Paper is light: the tokens of the dark theme hold on a screen only. */
const printing = matchMedia("print");
const listeners: ((theme: Theme) => void)[] = [];

function apply(theme: Theme): void {
  root.dataset.theme = theme;
  document.querySelector("#theme")!.setAttribute("aria-pressed", String(theme === "dark"));
  tell();
}

/** What is painted with the theme's colours is painted anew. */
function tell(): void {
  const theme = printing.matches ? "light" : (root.dataset.theme as Theme);
  listeners.forEach((listener) => listener(theme));
}

printing.addEventListener("change", tell);

export function toggleTheme(): void {
  const theme = root.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", theme);
  apply(theme);
}

export function installTheme(onChange: (theme: Theme) => void = () => {}): void {
  listeners.push(onChange);
  apply(root.dataset.theme as Theme);
  document.querySelector("#theme")!.addEventListener("click", toggleTheme);
}
