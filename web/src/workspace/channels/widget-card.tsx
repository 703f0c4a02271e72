import { useState } from "react";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { LOCALES } from "@/lib/locale";
import { Button } from "@/ui/button";

const MODES = {
  inline: "channels.inline",
  popup: "channels.popup",
  floating: "channels.floating",
} satisfies Record<string, MessageId>;

/** The lines to paste, and the very frame visitors of the site will see. */
export function WidgetCard({ slug, onCopy }: { slug: string; onCopy: (text: string) => void }) {
  const { t, locale } = useLanguage();
  const [mode, setMode] = useState("inline");
  const [lang, setLang] = useState<string>(locale);
  const [accent, setAccent] = useState("#08656f");
  const { origin } = location;
  const snippet = [
    `<script type="module" src="${origin}/embed/widget.js"></script>`,
    `<smart-booking business="${slug}" mode="${mode}" lang="${lang}" accent="${accent}">`,
    `  <a href="${origin}/at/${slug}">${origin}/at/${slug}</a>`,
    "</smart-booking>",
  ].join("\n");
  const query = new URLSearchParams({ lang, accent });
  return (
    <section className="card channels-card no-print">
      <h2>{t("channels.widget")}</h2>
      <div className="channels-fields">
        <label className="field">
          <span className="label">{t("channels.mode")}</span>
          <select className="input" value={mode} onChange={({ target }) => setMode(target.value)}>
            {Object.entries(MODES).map(([code, label]) => (
              <option key={code} value={code}>
                {t(label)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="label">{t("channels.language")}</span>
          <select className="input" value={lang} onChange={({ target }) => setLang(target.value)}>
            {LOCALES.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="label">{t("channels.accent")}</span>
          <input
            className="input"
            type="color"
            value={accent}
            onChange={({ target }) => setAccent(target.value)}
          />
        </label>
      </div>
      <label className="field">
        <span className="label">{t("channels.snippet")}</span>
        <textarea
          className="input channels-code"
          readOnly
          rows={5}
          value={snippet}
          onFocus={({ target }) => target.select()}
        />
      </label>
      <div>
        <Button look="secondary" onClick={() => onCopy(snippet)}>
          {t("channels.copy")}
        </Button>
      </div>
      <h3>{t("channels.preview")}</h3>
      <iframe
        className="channels-frame"
        title={t("channels.preview")}
        src={`/embed/${slug}?${query}`}
      />
    </section>
  );
}
