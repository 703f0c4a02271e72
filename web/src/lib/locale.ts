export const LOCALES = ["kk", "ru", "en"] as const;
export type Locale = (typeof LOCALES)[number];

export function isLocale(text: string | null | undefined): text is Locale {
  return text === "kk" || text === "ru" || text === "en";
}

/** The link's choice wins, then the saved one, then the browser's list, then Russian. */
export function chooseLocale(
  fromUrl: string | null,
  saved: string | null,
  preferred: readonly string[],
): Locale {
  if (isLocale(fromUrl)) return fromUrl;
  if (isLocale(saved)) return saved;
  for (const tag of preferred) {
    const language = tag.slice(0, 2).toLowerCase();
    if (isLocale(language)) return language;
  }
  return "ru";
}
