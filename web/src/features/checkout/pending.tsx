import { useLanguage } from "@/lib/i18n";
import "./checkout.css";

/** The result is not known yet. Nothing here invites a second payment. */
export function Pending() {
  const { t } = useLanguage();
  return (
    <section className="state card" role="status">
      <span className="spinner" aria-hidden="true" />
      <h2>{t("payment.checking")}</h2>
      <p className="second">{t("payment.checkingText")}</p>
    </section>
  );
}
