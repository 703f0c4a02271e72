import type { Booking } from "@/api/booking-contract";
import { useLanguage } from "@/lib/i18n";
import { buttonClass } from "@/ui/button";
import "./checkout.css";

/** The result is not known yet. Nothing here invites a second payment. */
export function Pending({ booking }: { booking: Booking | undefined }) {
  const { t } = useLanguage();
  const next = booking?.nextAction;
  return (
    <section className="state card" role="status">
      <span className="spinner" aria-hidden="true" />
      <h2>{t("payment.checking")}</h2>
      <p className="second">{t("payment.checkingText")}</p>
      {next?.type === "redirect" ? (
        <a className={buttonClass({ look: "secondary" })} href={next.url}>
          {t("payment.continue")}
        </a>
      ) : null}
    </section>
  );
}
