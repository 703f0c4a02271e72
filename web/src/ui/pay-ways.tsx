import { cardExpiry, cardName } from "@/lib/card-name";
import { useLanguage } from "@/lib/i18n";
import { Choice } from "@/ui/field";
import "./pay-ways.css";

type Card = Parameters<typeof cardName>[0] & Parameters<typeof cardExpiry>[0] & { id: string };

interface PayWaysProps<Kept extends Card> {
  ways: readonly { code: string; label: string; aside?: string }[] | undefined;
  way: string | undefined;
  onChoose: (code: string) => void;
  cards: {
    cards: readonly Kept[];
    picked: Kept | undefined;
    pick: (card: Kept | undefined) => void;
    keep: boolean | undefined;
    setKeep: (keep: boolean) => void;
  };
}

/** Kept cards first, one tap each; then every other way, and whether to keep the card of this payment. */
export function PayWays<Kept extends Card>({ ways, way, onChoose, cards }: PayWaysProps<Kept>) {
  const { t } = useLanguage();
  return (
    <>
      {cards.cards.map((card) => (
        <Choice
          key={card.id}
          name="method"
          value={card.id}
          checked={card === cards.picked}
          onChange={() => cards.pick(card)}
          aside={t("savedCards.until", { date: cardExpiry(card) })}
        >
          {cardName(card)}
        </Choice>
      ))}
      {ways?.map(({ code, label, aside }) => (
        <Choice
          key={code}
          name="method"
          value={code}
          checked={!cards.picked && code === way}
          onChange={() => onChoose(code)}
          {...(aside ? { aside } : {})}
        >
          {label}
        </Choice>
      ))}
      {cards.keep === undefined ? null : (
        <label className="keep-card">
          <input
            type="checkbox"
            checked={cards.keep}
            onChange={({ target }) => cards.setKeep(target.checked)}
          />
          <span>
            {t("savedCards.keep")}
            <small className="second">{t("savedCards.keepText")}</small>
          </span>
        </label>
      )}
    </>
  );
}
