import type { ReactNode } from "react";
import { useLanguage } from "@/lib/i18n";
import "./checkout.css";

/** The result is not known yet. `children`: what to do for whoever left the provider's page without paying. */
export function Pending({ children }: { children?: ReactNode }) {
  const { t } = useLanguage();
  return (
    <section className="state card">
      <div className="stack" role="status" style={{ justifyItems: "start" }}>
        <span className="spinner" aria-hidden="true" />
        <h2>{t("payment.checking")}</h2>
        <p className="second">{t("payment.checkingText")}</p>
      </div>
      {children ? (
        <>
          <p className="small second">{t("payment.anotherText")}</p>
          {children}
        </>
      ) : null}
    </section>
  );
}
