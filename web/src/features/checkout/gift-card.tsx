import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Button, IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import type { CheckoutState } from "./use-checkout";

/** A gift card or a pass: its code behind one line, then what it pays, what stays on it, and what is left to pay. */
export function GiftCard({ checkout, currency }: { checkout: CheckoutState; currency: string }) {
  const { t, locale } = useLanguage();
  const { gift, sums } = checkout;
  const [typed, setTyped] = useState("");
  const words = (amount: number) => money(locale, amount, currency);
  const apply = () => gift.apply(typed);
  const enter = (event: KeyboardEvent) => {
    if (event.key === "Enter") apply();
  };
  if (gift.pass) {
    const { tail, visits, visitsLeft } = gift.pass;
    return (
      <div className="gift-used" role="status">
        <p>
          <b>{t("pass.gives", { tail: tail ?? "", n: visits })}</b>
          <span className="small second">
            {sums.first > 0
              ? t("gift.rest", { amount: words(sums.first) })
              : sums.left > 0
                ? t("gift.restVenue", { amount: words(sums.left) })
                : t("pass.stays", { n: visitsLeft })}
          </span>
        </p>
        <IconButton label={t("pass.remove")} onClick={gift.remove}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
    );
  }
  if (gift.card) {
    const stays = gift.card.balance - sums.gives;
    return (
      <div className="gift-used" role="status">
        <p>
          <b>{t("gift.gives", { tail: gift.card.tail ?? "", amount: words(sums.gives) })}</b>
          <span className="small second">
            {sums.first > 0
              ? t("gift.rest", { amount: words(sums.first) })
              : sums.left > 0
                ? t("gift.restVenue", { amount: words(sums.left) })
                : t("gift.stays", { amount: words(stays) })}
          </span>
        </p>
        <IconButton label={t("gift.remove")} onClick={gift.remove}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
    );
  }
  return (
    <details className="gift" open={gift.wrong !== undefined || undefined}>
      <summary>{t("gift.ask")}</summary>
      <div className="gift-line">
        <Field
          label={t("gift.code")}
          name="gift"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          value={typed}
          {...(gift.wrong ? { error: t(gift.wrong) } : {})}
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={enter}
        />
        <Button look="secondary" busy={gift.busy} onClick={apply}>
          {t("gift.apply")}
        </Button>
      </div>
    </details>
  );
}
