import { BookOpen, Braces, Copy } from "lucide-react";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { showToast } from "@/lib/toast";
import { Button, buttonClass } from "@/ui/button";
import { useBusiness } from "@/workspace/frame/business";
import "./developers.css";

/** V14: the reference, and commands that work with this business as they stand. */
export function DevelopersPage() {
  const { t } = useLanguage();
  const { id, vendor } = useBusiness();
  usePageTitle(t("dev.title"));
  const { origin } = location;
  const commands = [
    [
      t("dev.signIn"),
      `curl ${origin}/api/v1/auth/login -H 'Content-Type: application/json' \\\n  -d '{"login": "…", "password": "…"}'`,
    ],
    [
      t("dev.bookings"),
      `curl '${origin}/api/v1/vendors/${id}/bookings?limit=20' \\\n  -H "Authorization: Bearer $TOKEN"`,
    ],
    [
      t("dev.find"),
      `curl '${origin}/api/v1/resources/search?q=${encodeURIComponent(vendor.name)}'`,
    ],
  ] as const;
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => showToast(t("channels.copied")),
      () => undefined,
    );
  return (
    <div className="desk-page stack" style={{ gap: 16 }}>
      <div className="desk-head">
        <h1>{t("dev.title")}</h1>
      </div>
      <section className="card dev-card">
        <h2>{t("dev.reference")}</h2>
        <p className="second">{t("dev.referenceText")}</p>
        <div className="row">
          <a className={buttonClass()} href="/docs" target="_blank" rel="noreferrer">
            <BookOpen size={18} aria-hidden="true" /> {t("dev.open")}
          </a>
          <a
            className={buttonClass({ look: "secondary" })}
            href="/api/v1/openapi.json"
            target="_blank"
            rel="noreferrer"
          >
            <Braces size={18} aria-hidden="true" /> OpenAPI 3.1
          </a>
        </div>
      </section>
      <section className="card dev-card">
        <h2>{t("dev.start")}</h2>
        <p className="second">{t("dev.startText")}</p>
        {commands.map(([label, command]) => (
          <div key={label} className="dev-command">
            <h3>{label}</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys scroll it */}
            <pre tabIndex={0}>{command}</pre>
            <Button
              look="secondary"
              aria-label={`${t("channels.copy")}: ${label}`}
              onClick={() => copy(command)}
            >
              <Copy size={17} aria-hidden="true" /> {t("channels.copy")}
            </Button>
          </div>
        ))}
      </section>
    </div>
  );
}
