import { useMutation } from "@tanstack/react-query";
import { Copy, Printer } from "lucide-react";
import { makeSaleCode, type Sale } from "@/api/sale-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { dateWithYear } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button, IconButton } from "@/ui/button";
import { QrCard } from "@/ui/qr-card";
import { Notice } from "@/ui/states";
import { KINDS } from "./kinds";

interface BoughtProps {
  sale: Sale;
  token: string | undefined;
}

/** The thing itself: what is on it, for whom, its code and a page to print. */
export function BoughtCard({ sale, token }: BoughtProps) {
  const { t, locale } = useLanguage();
  const make = useMutation({ mutationFn: () => makeSaleCode(sale.id, token) });
  const code = make.data?.code;
  const copy = async () => {
    await navigator.clipboard.writeText(code ?? "");
    showToast(t("shop.copied"));
  };
  return (
    <>
      <header className="stack shop-head">
        <h1>{t("shop.done")}</h1>
        <p className="second">{t("shop.keepLink")}</p>
      </header>
      <article className="card shop-ticket stack">
        <p className="second">{sale.vendorName}</p>
        <h2>{sale.name || t(KINDS[sale.kind])}</h2>
        <p className="shop-sum numeric">
          {sale.visits
            ? t("shop.visits", { n: sale.visits })
            : money(locale, sale.price, sale.currency)}
        </p>
        {sale.recipient ? <p>{t("shop.for", { name: sale.recipient })}</p> : null}
        {sale.message ? <p className="shop-message">{sale.message}</p> : null}
        {code ? (
          <>
            <QrCard text={code} label={t("shop.qr")} />
            <p className="row shop-code" role="status">
              <b className="numeric">{code}</b>
              <IconButton label={t("shop.copy")} onClick={() => void copy()}>
                <Copy size={18} aria-hidden="true" />
              </IconButton>
            </p>
          </>
        ) : null}
        {sale.issuedAt ? (
          <p className="small second">
            {t("shop.boughtOn", { date: dateWithYear(locale, datePart(sale.issuedAt)) })}
          </p>
        ) : null}
      </article>
      <div className="stack shop-acts">
        {code ? (
          <>
            <Notice tone="warn">{t("shop.codeOnce")}</Notice>
            <Button look="secondary" wide onClick={() => window.print()}>
              <Printer size={18} aria-hidden="true" /> {t("shop.print")}
            </Button>
          </>
        ) : (
          <>
            <p className="small second">{t("shop.codeText")}</p>
            <Button large wide busy={make.isPending} onClick={() => make.mutate()}>
              {t("shop.showCode")}
            </Button>
          </>
        )}
        {make.error ? (
          <div role="alert">
            <Notice tone="bad">{problemText(t, make.error)}</Notice>
          </div>
        ) : null}
      </div>
    </>
  );
}
