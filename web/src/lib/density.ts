import { readSaved, save } from "@/lib/saved";

export type Density = "compact" | "roomy";

const listeners = new Set<() => void>();

/** Controls of 36 px, or of 44 for fingers; a touch screen starts roomy. */
export function currentDensity(): Density {
  const saved = readSaved("sb.density");
  if (saved === "compact" || saved === "roomy") return saved;
  return matchMedia("(pointer: coarse)").matches ? "roomy" : "compact";
}

export function chooseDensity(density: Density): void {
  save("sb.density", density);
  for (const listener of listeners) listener();
}

export function watchDensity(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
