/** Light and dark: the header's button, remembered in this browser. */
export type Theme = "light" | "dark";

export function installTheme(onChange: (theme: Theme) => void = () => {}): void {
  const root = document.documentElement;
  const button = document.querySelector<HTMLButtonElement>("#theme")!;
  const apply = (theme: Theme) => {
    root.dataset.theme = theme;
    button.setAttribute("aria-pressed", String(theme === "dark"));
    onChange(theme);
  };
  apply(root.dataset.theme as Theme);
  button.addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", theme);
    apply(theme);
  });
}
