import { useSyncExternalStore } from "react";
import { chooseDensity, currentDensity, watchDensity } from "@/lib/density";
import { useLanguage } from "@/lib/i18n";
import { LOCALES, type Locale } from "@/lib/locale";
import { chooseTheme, currentTheme, watchTheme } from "@/lib/theme";

const OWN_NAMES: Record<Locale, { short: string; long: string }> = {
  kk: { short: "Қаз", long: "Қазақша" },
  ru: { short: "Рус", long: "Русский" },
  en: { short: "Eng", long: "English" },
};

/** Language, light or dark, and how dense; kept on this device. */
export function Preferences() {
  const { t, locale, choose } = useLanguage();
  const theme = useSyncExternalStore(watchTheme, currentTheme);
  const density = useSyncExternalStore(watchDensity, currentDensity);
  return (
    <div className="desk-preferences">
      <fieldset className="desk-seg">
        <legend className="hidden">{t("shell.language")}</legend>
        {LOCALES.map((code) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-pressed={code === locale}
            title={OWN_NAMES[code].long}
            onClick={() => choose(code)}
          >
            {OWN_NAMES[code].short}
          </button>
        ))}
      </fieldset>
      <fieldset className="desk-seg">
        <legend className="hidden">{t("desk.theme")}</legend>
        <button type="button" aria-pressed={theme === "light"} onClick={() => chooseTheme("light")}>
          {t("desk.light")}
        </button>
        <button type="button" aria-pressed={theme === "dark"} onClick={() => chooseTheme("dark")}>
          {t("desk.dark")}
        </button>
      </fieldset>
      <fieldset className="desk-seg">
        <legend className="hidden">{t("desk.density")}</legend>
        <button
          type="button"
          aria-pressed={density === "compact"}
          onClick={() => chooseDensity("compact")}
        >
          {t("desk.compact")}
        </button>
        <button
          type="button"
          aria-pressed={density === "roomy"}
          onClick={() => chooseDensity("roomy")}
        >
          {t("desk.roomy")}
        </button>
      </fieldset>
    </div>
  );
}
