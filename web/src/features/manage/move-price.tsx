import type { previewMove } from "@/api/booking-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Notice } from "@/ui/states";

/** Before the button: the new price, and what goes back or is still to pay. */
export function MovePrice({ data }: { data: Awaited<ReturnType<typeof previewMove>> }) {
  const { t, locale } = useLanguage();
  const { totalBefore, total, paid, refundAmount, toPay, currency } = data;
  const words = (amount: number) => money(locale, amount, currency);
  if (total === totalBefore) return <p className="small second">{t("move.same")}</p>;
  return (
    <Notice tone="plain">
      {t("move.price", { after: words(total), before: words(totalBefore) })}
      {refundAmount ? ` ${t("move.refund", { amount: words(refundAmount) })}` : ""}
      {paid && toPay ? ` ${t("move.toPay", { amount: words(toPay) })}` : ""}
    </Notice>
  );
}
