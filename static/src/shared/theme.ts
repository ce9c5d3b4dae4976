/** Light and dark: the header's button, remembered in this browser. */
type Theme = "light" | "dark";

const root = document.documentElement;
const listeners: ((theme: Theme) => void)[] = [];

function apply(theme: Theme): void {
  root.dataset.theme = theme;
  document.querySelector("#theme")!.setAttribute("aria-pressed", String(theme === "dark"));
  listeners.forEach((listener) => listener(theme));
}

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
