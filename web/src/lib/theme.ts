import { readSaved, save } from "@/lib/saved";

export type Theme = "light" | "dark";

/** The chosen theme, or the system's when nothing was chosen. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function applySavedTheme(): void {
  const saved = readSaved("sb.theme");
  if (saved === "light" || saved === "dark") document.documentElement.dataset.theme = saved;
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  save("sb.theme", theme);
}
