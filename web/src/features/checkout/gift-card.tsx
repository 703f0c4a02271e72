import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Button, IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import type { CheckoutState } from "./use-checkout";

interface GiftCardProps {
  checkout: CheckoutState;
  currency: string;
}

/** A gift card or a pass: its code behind one line, then what it pays, what stays on it, and what is left to pay. */
export function GiftCard({ checkout, currency }: GiftCardProps) {
  const { t, locale } = useLanguage();
  const { gift, sums } = checkout;
  const words = (amount: number) => money(locale, amount, currency);
  const rest =
    sums.first > 0
      ? t("gift.rest", { amount: words(sums.first) })
      : sums.left > 0
        ? t("gift.restVenue", { amount: words(sums.left) })
        : undefined;
  if (gift.pass) {
    const { tail, visits, visitsLeft, card } = gift.pass;
    return (
      <>
        <Used
          what={t("pass.gives", { tail: tail ?? "", n: visits })}
          then={
            card ? t("pass.stays", { n: visitsLeft }) : (rest ?? t("pass.stays", { n: visitsLeft }))
          }
          label={t("pass.remove")}
          onRemove={gift.remove}
        />
        {card ? (
          <Used
            what={t("gift.gives", { tail: card.tail ?? "", amount: words(card.gives) })}
            then={rest ?? t("gift.stays", { amount: words(card.stays) })}
            label={t("gift.remove")}
            onRemove={gift.removeBeside}
          />
        ) : sums.left > 0 ? (
          <Ask checkout={checkout} beside />
        ) : null}
      </>
    );
  }
  if (gift.card) {
    return (
      <Used
        what={t("gift.gives", { tail: gift.card.tail ?? "", amount: words(sums.gives) })}
        then={rest ?? t("gift.stays", { amount: words(gift.card.balance - sums.gives) })}
        label={t("gift.remove")}
        onRemove={gift.remove}
      />
    );
  }
  return <Ask checkout={checkout} />;
}

interface UsedProps {
  what: string;
  then: string;
  label: string;
  onRemove: () => void;
}

function Used({ what, then, label, onRemove }: UsedProps) {
  return (
    <div className="gift-used" role="status">
      <p>
        <b>{what}</b>
        <span className="small second">{then}</span>
      </p>
      <IconButton label={label} onClick={onRemove}>
        <X size={18} aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** The field for a code; beside a pass only that of a gift card, for the rest. */
function Ask({ checkout, beside = false }: { checkout: CheckoutState; beside?: boolean }) {
  const { t } = useLanguage();
  const { gift } = checkout;
  const [typed, setTyped] = useState("");
  const apply = () => gift.apply(typed);
  const enter = (event: KeyboardEvent) => {
    if (event.key === "Enter") apply();
  };
  return (
    <details className="gift" open={gift.wrong !== undefined || undefined}>
      <summary>{t(beside ? "gift.askRest" : "gift.ask")}</summary>
      <div className="gift-line">
        <Field
          label={t(beside ? "gift.cardCode" : "gift.code")}
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
