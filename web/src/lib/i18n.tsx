import { type Messages, setupI18n } from "@lingui/core";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { chooseLocale, type Locale } from "@/lib/locale";
import type business from "@/lib/messages/business/ru.json";
import type consoleMessages from "@/lib/messages/console/ru.json";
import type storefront from "@/lib/messages/storefront/ru.json";
import type workspace from "@/lib/messages/workspace/ru.json";
import { readSaved, save } from "@/lib/saved";

/** Words of the storefront are always there; those of the other areas only behind `openArea`. */
export type MessageId =
  | keyof typeof storefront
  | keyof typeof workspace
  | keyof typeof business
  | keyof typeof consoleMessages;
export type Area = "storefront" | "workspace" | "business" | "console";
export type Values = Record<string, string | number>;
export type Translate = (id: MessageId, values?: Values) => string;

const engine = setupI18n();
let active: Locale = "ru";

/** For code outside React: the language requests ask the server for. */
export function currentLocale(): Locale {
  return active;
}

const load = {
  storefront: {
    kk: () => import("virtual:messages/storefront/kk"),
    ru: () => import("virtual:messages/storefront/ru"),
    en: () => import("virtual:messages/storefront/en"),
  },
  workspace: {
    kk: () => import("virtual:messages/workspace/kk"),
    ru: () => import("virtual:messages/workspace/ru"),
    en: () => import("virtual:messages/workspace/en"),
  },
  business: {
    kk: () => import("virtual:messages/business/kk"),
    ru: () => import("virtual:messages/business/ru"),
    en: () => import("virtual:messages/business/en"),
  },
  console: {
    kk: () => import("virtual:messages/console/kk"),
    ru: () => import("virtual:messages/console/ru"),
    en: () => import("virtual:messages/console/en"),
  },
} satisfies Record<Area, Record<Locale, () => Promise<{ default: Messages }>>>;
const open = new Set<Area>(["storefront"]);

async function wordsOf(area: Area, locale: Locale): Promise<void> {
  const catalogue = await load[area][locale]();
  engine.load(locale, catalogue.default);
}

/** Routes of the workspace and the console wait for their words before they render. */
export async function openArea(...areas: Area[]): Promise<void> {
  for (const area of areas) open.add(area);
  await Promise.all(areas.map((area) => wordsOf(area, active)));
}

export async function activate(locale: Locale): Promise<void> {
  await Promise.all([...open].map((area) => wordsOf(area, locale)));
  engine.activate(locale);
  active = locale;
  document.documentElement.lang = locale;
  save("sb.lang", locale);
}

export function initialLocale(): Locale {
  const fromUrl = new URLSearchParams(location.search).get("lang");
  return chooseLocale(fromUrl, readSaved("sb.lang"), navigator.languages);
}

export const translate: Translate = (id, values) => engine._(id, values ?? {});

interface Language {
  locale: Locale;
  t: Translate;
  choose: (locale: Locale) => Promise<void>;
}

const LanguageContext = createContext<Language | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState<Locale>(active);
  const language = useMemo<Language>(
    () => ({
      locale,
      // A new function per language, so that everything memoised over `t` renders again.
      t: (id, values) => translate(id, values),
      choose: async (next) => {
        await activate(next);
        setLocale(next);
      },
    }),
    [locale],
  );
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error("useLanguage outside LanguageProvider");
  return language;
}
