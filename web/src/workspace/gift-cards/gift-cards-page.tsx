import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useSwitchedOff } from "@/api/use-switched-off";
import { findGiftCards, type GiftCard } from "@/api/value-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { phoneText } from "@/lib/format/phone";
import { dateWithYear } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { EmptyState, ErrorState, Notice, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { CardSheet } from "./card-sheet";
import { SellForm } from "./sell-form";
import { STANDINGS } from "./words";
import "./gift-cards.css";

type Open = { kind: "sell" } | { kind: "card"; id: string; fresh?: string };

/** V15: gift cards of the business, the newest first. */
export function GiftCardsPage() {
  const { t } = useLanguage();
  const { id } = useBusiness();
  usePageTitle(t("desk.giftCards"));
  const [text, setText] = useState("");
  const [open, setOpen] = useState<Open>();
  const query = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["gift-cards", id, "list", query],
    queryFn: ({ signal }) => findGiftCards(id, query, signal),
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.data ?? [];
  const closed = useSwitchedOff("gift_card_sale", id);
  const close = () => setOpen(undefined);
  return (
    <div className="desk-page">
      <div className="desk-head">
        <h1>{t("desk.giftCards")}</h1>
        {closed ? null : (
          <Button onClick={() => setOpen({ kind: "sell" })}>
            <Plus size={18} aria-hidden="true" /> {t("cards.sell")}
          </Button>
        )}
      </div>
      {closed ? <Notice tone="warn">{t("closed.giftCardSale")}</Notice> : null}
      <label className="gift-search">
        <Search size={17} aria-hidden="true" />
        <span className="hidden">{t("cards.search")}</span>
        <input
          type="search"
          value={text}
          maxLength={120}
          placeholder={t("cards.search")}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      {found.isError ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={320} /> : null}
      {found.data && rows.length === 0 ? (
        <EmptyState title={t("cards.empty")} text={t("cards.emptyHint")} />
      ) : null}
      {rows.length > 0 ? (
        <ul className="card gift-list">
          {rows.map((card) => (
            <li key={card.id}>
              <Row card={card} onOpen={() => setOpen({ kind: "card", id: card.id })} />
            </li>
          ))}
        </ul>
      ) : null}
      <Dialog
        title={open?.kind === "card" ? t("cards.one") : t("cards.sell")}
        open={open !== undefined}
        onClose={close}
      >
        {open?.kind === "sell" ? (
          <SellForm onSold={(sold, fresh) => setOpen({ kind: "card", id: sold, fresh })} />
        ) : null}
        {open?.kind === "card" ? (
          <CardSheet key={open.id} cardId={open.id} fresh={open.fresh} />
        ) : null}
      </Dialog>
    </div>
  );
}

function Row({ card, onOpen }: { card: GiftCard; onOpen: () => void }) {
  const { t, locale } = useLanguage();
  const { label, tone } = STANDINGS[card.standing];
  return (
    <button type="button" aria-haspopup="dialog" onClick={onOpen}>
      <span className="gift-who">
        <b>{card.holderName || t("cards.nobody")}</b>
        <small className="second numeric">
          {card.tail ? `··${card.tail}` : t("cards.noCode")}
          {card.holderPhone ? ` · ${phoneText(card.holderPhone)}` : ""}
        </small>
      </span>
      <span className="gift-standing-tag">
        <Tag tone={tone}>{t(label)}</Tag>
      </span>
      <span className="second gift-until">
        {t("cards.until", { date: dateWithYear(locale, datePart(card.validUntil)) })}
      </span>
      <b className="numeric gift-sum">{money(locale, card.balance, card.currency)}</b>
    </button>
  );
}
