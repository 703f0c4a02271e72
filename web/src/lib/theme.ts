import { readSaved, save } from "@/lib/saved";

export type Theme = "light" | "dark";

const listeners = new Set<() => void>();

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
  for (const listener of listeners) listener();
}

/** For parts that must render anew when the person or the system changes the theme. */
export function watchTheme(listener: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}
