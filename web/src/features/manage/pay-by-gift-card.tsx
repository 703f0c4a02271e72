import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type BookingMoney, payBalanceByGiftCard } from "@/api/money-calls";
import { checkGiftCard } from "@/api/value-calls";
import { money } from "@/lib/format/money";
import { CARD_REASONS, giftRefusal } from "@/lib/gift-refusal";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { showToast } from "@/lib/toast";
import { giftCodeIn, isPassCode } from "@/lib/value-code";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { ErrorState } from "@/ui/states";

interface PayByGiftCardProps {
  data: BookingMoney;
  vendorId: string;
  token: string | undefined;
  onDone: () => void;
}

/** The rest from a gift card: first what it would pay and what stays on it, then one tap that takes it. */
export function PayByGiftCard({ data, vendorId, token, onDone }: PayByGiftCardProps) {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<MessageId>();
  const [key, setKey] = useState(randomKey);
  const check = useMutation({ mutationFn: (code: string) => checkGiftCard(vendorId, code) });
  const pay = useMutation({
    mutationFn: (code: string) => payBalanceByGiftCard(data.bookingId, code, token, key),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["money", data.bookingId] });
      showToast(t("balance.done"));
      onDone();
    },
    onError: (error) => {
      if ("problem" in error) setKey(randomKey());
    },
  });
  const words = (amount: number) => money(locale, amount, data.currency);
  const card = check.data;
  const stands = card && (card.currency === data.currency ? card.standing : "currency");
  const gives = stands === "usable" && card ? Math.min(card.balance, data.unpaid) : 0;
  const refused = check.error ? (giftRefusal(check.error) ?? "error.retryHint") : undefined;
  const blocked = card && gives === 0 ? CARD_REASONS[stands ?? ""] : undefined;
  const said = wrong ?? refused ?? blocked;
  const apply = () => {
    const letters = giftCodeIn(typed);
    const visits = letters !== undefined && isPassCode(letters);
    setWrong(visits ? "pass.notForRest" : letters ? undefined : "gift.unknown");
    check.reset();
    if (letters && !visits) check.mutate(letters);
  };
  if (card && gives > 0 && !wrong) {
    return (
      <div className="stack" role="status">
        <p>
          <b>{t("gift.gives", { tail: card.tail ?? "", amount: words(gives) })}</b>{" "}
          <span className="second">
            {gives < data.unpaid
              ? t("gift.rest", { amount: words(data.unpaid - gives) })
              : t("gift.stays", { amount: words(card.balance - gives) })}
          </span>
        </p>
        {pay.error ? <ErrorState error={pay.error} /> : null}
        <Button wide busy={pay.isPending} onClick={() => pay.mutate(giftCodeIn(typed) ?? "")}>
          {t("balance.byCard", { amount: words(gives) })}
        </Button>
      </div>
    );
  }
  return (
    <details className="gift" open={said !== undefined || undefined}>
      <summary>{t("gift.askCard")}</summary>
      <div className="gift-line">
        <Field
          label={t("gift.cardCode")}
          name="gift"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          value={typed}
          {...(said ? { error: t(said) } : {})}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button look="secondary" busy={check.isPending} onClick={apply}>
          {t("gift.apply")}
        </Button>
      </div>
    </details>
  );
}
