import { type KeyboardEvent, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { giftCodeIn, keepGiftCode } from "@/lib/value-code";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";

interface PromoCodeProps {
  wrong: boolean;
  onApply: (code: string | undefined) => void;
}

/** One field for promo codes and gift cards, behind one line, because most people have neither. */
export function PromoCode({ wrong, onApply }: PromoCodeProps) {
  const { t } = useLanguage();
  const [code, setCode] = useState("");
  const [card, setCard] = useState(false);
  const apply = () => {
    const gift = giftCodeIn(code);
    keepGiftCode(gift);
    setCard(gift !== undefined);
    onApply(gift ? undefined : code.trim().toUpperCase() || undefined);
  };
  const enter = (event: KeyboardEvent) => {
    if (event.key === "Enter") apply();
  };
  return (
    <details className="promo">
      <summary>{t("panel.promoAsk")}</summary>
      <div className="promo-line">
        <Field
          label={t("panel.promo")}
          name="promo"
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={40}
          value={code}
          {...(wrong ? { error: t("panel.promoWrong") } : {})}
          onChange={({ target }) => setCode(target.value)}
          onKeyDown={enter}
        />
        <Button look="secondary" onClick={apply}>
          {t("panel.promoApply")}
        </Button>
      </div>
      {card ? (
        <p className="small second" role="status">
          {t("panel.giftKept")}
        </p>
      ) : null}
    </details>
  );
}
