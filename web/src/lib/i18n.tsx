import { setupI18n } from "@lingui/core";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { chooseLocale, type Locale } from "@/lib/locale";
import type messages from "@/lib/messages/ru.json";
import { readSaved, save } from "@/lib/saved";

export type MessageId = keyof typeof messages;
export type Values = Record<string, string | number>;
export type Translate = (id: MessageId, values?: Values) => string;

const engine = setupI18n();
let active: Locale = "ru";

/** For code outside React: the language requests ask the server for. */
export function currentLocale(): Locale {
  return active;
}

const load = {
  kk: () => import("virtual:messages/kk"),
  ru: () => import("virtual:messages/ru"),
  en: () => import("virtual:messages/en"),
};

export async function activate(locale: Locale): Promise<void> {
  const catalogue = await load[locale]();
  engine.loadAndActivate({ locale, messages: catalogue.default });
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
