import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSwitchedOff } from "@/api/use-switched-off";
import { type GiftCardDetail, makeGiftCardCode, readGiftCard } from "@/api/value-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { dateWithYear } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { ErrorState, Notice, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { Failed } from "@/workspace/frame/desk-form";
import { mayOpen } from "@/workspace/frame/sections";
import { CodeShown } from "./code-shown";
import { type Deed, DeedForm } from "./deed-form";
import { MOVEMENTS, STANDINGS } from "./words";

/** One card: what is on it, what may be done with it, and everything that happened. */
export function CardSheet({ cardId, fresh }: { cardId: string; fresh?: string | undefined }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [code, setCode] = useState(fresh);
  const [deed, setDeed] = useState<Deed>();
  const found = useQuery({
    queryKey: ["gift-cards", id, cardId],
    queryFn: () => readGiftCard(id, cardId),
  });
  const changed = () => queries.invalidateQueries({ queryKey: ["gift-cards", id] });
  const recode = useMutation({
    mutationFn: () => makeGiftCardCode(id, cardId),
    onSuccess: (made) => {
      setCode(made.code);
      void changed();
    },
  });
  if (found.isError) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={300} />;
  const done = () => {
    setDeed(undefined);
    void changed();
  };
  return (
    <div className="stack" style={{ "--gap": "16px" }}>
      <Standing card={found.data} />
      {code ? <CodeShown label={t("cards.code")} code={code} /> : null}
      <Failed error={recode.error} />
      {deed === "code" ? (
        <Recode
          busy={recode.isPending}
          onSend={() => recode.mutate(undefined, { onSettled: () => setDeed(undefined) })}
        />
      ) : deed ? (
        <DeedForm deed={deed} card={found.data} onDone={done} />
      ) : (
        <Deeds card={found.data} onChoose={setDeed} />
      )}
      <History card={found.data} />
    </div>
  );
}

function Standing({ card }: { card: GiftCardDetail }) {
  const { t, locale } = useLanguage();
  const { label, tone } = STANDINGS[card.standing];
  return (
    <div className="gift-standing">
      <p>
        <span className="second small">{t("cards.balance")}</span>
        <b className="numeric">{money(locale, card.balance, card.currency)}</b>
      </p>
      <p className="small second">
        <Tag tone={tone}>{t(label)}</Tag>{" "}
        {t("cards.until", { date: dateWithYear(locale, datePart(card.validUntil)) })}
        {card.tail ? ` · ··${card.tail}` : ""}
      </p>
    </div>
  );
}

function Recode({ busy, onSend }: { busy: boolean; onSend: () => void }) {
  const { t } = useLanguage();
  return (
    <div className="stack">
      <Notice tone="warn">{t("cards.newCodeText")}</Notice>
      <Button busy={busy} onClick={onSend}>
        {t("cards.newCode")}
      </Button>
    </div>
  );
}

function Deeds({ card, onChoose }: { card: GiftCardDetail; onChoose: (deed: Deed) => void }) {
  const { t } = useLanguage();
  const { id, role } = useBusiness();
  const closed = useSwitchedOff("gift_card_sale", id);
  const manager = mayOpen(role, "manager");
  const offered: [Deed, boolean][] = [
    ["topUp", card.standing !== "expired" && !closed],
    [card.standing === "frozen" ? "release" : "freeze", true],
    ["code", true],
    ["prolong", manager],
    ["payOut", manager && card.balance > 0],
  ];
  const words = {
    topUp: "cards.topUp",
    freeze: "cards.freeze",
    release: "cards.release",
    code: "cards.newCode",
    prolong: "cards.prolong",
    payOut: "cards.payOut",
  } as const;
  return (
    <div className="row">
      {offered.map(([deed, allowed]) =>
        allowed ? (
          <Button key={deed} look="secondary" onClick={() => onChoose(deed)}>
            {t(words[deed])}
          </Button>
        ) : null,
      )}
    </div>
  );
}

function History({ card }: { card: GiftCardDetail }) {
  const { t, locale } = useLanguage();
  return (
    <section className="stack" style={{ gap: 6 }}>
      <h3>{t("cards.history")}</h3>
      <ul className="gift-history">
        {card.movements.map(({ number, kind, amount, balance, atLocal }) => (
          <li key={number}>
            <span>
              {t(MOVEMENTS[kind])}
              <small className="second">{dateWithYear(locale, datePart(atLocal))}</small>
            </span>
            <span className="numeric">
              {amount ? <b>{money(locale, amount, card.currency)}</b> : null}
              <small className="second">{money(locale, balance, card.currency)}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
