import { useState } from "react";
import type { Goods, OnSale } from "@/api/sale-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Choice, Field } from "@/ui/field";

export const PERIODS = {
  month: "shop.month",
  quarter: "shop.quarter",
  year: "shop.year",
} as const;

/** What is chosen: an amount (`free` as it is typed), or a plan by its id. */
export interface Picked {
  id: string;
  free: string;
  recipient: string;
  message: string;
}

export const NOTHING: Picked = { id: "", free: "", recipient: "", message: "" };
export const isCard = ({ id }: Picked) => id === "free" || id.startsWith("card:");

/** The chosen thing with its price; undefined while nothing that can be bought is chosen. */
export function goodsOf(picked: Picked, seen: OnSale): { goods: Goods; price: number } | undefined {
  const { id, recipient, message } = picked;
  if (isCard(picked)) {
    const price = id === "free" ? Number(picked.free.replace(",", ".")) : Number(id.slice(5));
    const { lowest, highest } = seen.giftCards ?? {};
    const outside = id === "free" && !(price >= (lowest ?? 0) && price <= (highest ?? 0));
    if (!(price > 0) || outside) return undefined;
    return { goods: { giftCardAmount: price, recipient, message }, price };
  }
  const pass = seen.passes.find(({ planId }) => planId === id);
  if (pass) return { goods: { passPlanId: id, seenPrice: pass.price }, price: pass.price };
  const club = seen.memberships.find(({ planId }) => planId === id);
  return club && { goods: { membershipPlanId: id, seenPrice: club.price }, price: club.price };
}

interface GoodsProps {
  seen: OnSale;
  picked: Picked;
  onPick: (picked: Picked) => void;
}

/** Everything that is on sale, to choose one. */
export function GoodsChoice({ seen, picked, onPick }: GoodsProps) {
  const { t, locale } = useLanguage();
  const { currency, giftCards, passes, memberships } = seen;
  const sum = (amount: number) => money(locale, amount, currency);
  const choice = (id: string, label: string, aside?: string) => (
    <Choice
      key={id}
      name="goods"
      value={id}
      checked={picked.id === id}
      onChange={() => onPick({ ...picked, id })}
      {...(aside ? { aside } : {})}
    >
      {label}
    </Choice>
  );
  return (
    <>
      {giftCards ? (
        <fieldset className="stack shop-group">
          <legend>{t("shop.giftCard")}</legend>
          <div className="shop-amounts">
            {giftCards.amounts.map((amount) => choice(`card:${amount}`, sum(amount)))}
            {giftCards.lowest ? choice("free", t("shop.otherAmount")) : null}
          </div>
          {isCard(picked) ? <Greeting seen={seen} picked={picked} onPick={onPick} /> : null}
        </fieldset>
      ) : null}
      {passes.length > 0 ? (
        <fieldset className="stack shop-group">
          <legend>{t("shop.passes")}</legend>
          {passes.map(({ planId, name, price, visits, days }) =>
            choice(planId, `${name} · ${sum(price)}`, t("pass.terms", { visits, days })),
          )}
        </fieldset>
      ) : null}
      {memberships.length > 0 ? (
        <fieldset className="stack shop-group">
          <legend>{t("shop.memberships")}</legend>
          {memberships.map(({ planId, name, price, period }) =>
            choice(planId, `${name} · ${sum(price)}`, t(PERIODS[period])),
          )}
        </fieldset>
      ) : null}
    </>
  );
}

/** For whom a gift card is; both may stay empty. */
function Greeting({ seen, picked, onPick }: GoodsProps) {
  const { t, locale } = useLanguage();
  const [left, setLeft] = useState(false);
  const { lowest, highest } = seen.giftCards ?? {};
  const limits = t("shop.between", {
    from: money(locale, lowest ?? 0, seen.currency),
    to: money(locale, highest ?? 0, seen.currency),
  });
  const wrong = left && goodsOf(picked, seen) === undefined ? { error: limits } : { hint: limits };
  return (
    <>
      {picked.id === "free" ? (
        <Field
          label={t("shop.amount")}
          name="amount"
          inputMode="decimal"
          autoComplete="off"
          maxLength={12}
          value={picked.free}
          onBlur={() => setLeft(true)}
          onChange={({ target }) => onPick({ ...picked, free: target.value })}
          {...wrong}
        />
      ) : null}
      <Field
        label={t("shop.recipient")}
        aside={t("shop.optional")}
        name="recipient"
        autoComplete="off"
        maxLength={120}
        value={picked.recipient}
        onChange={({ target }) => onPick({ ...picked, recipient: target.value })}
      />
      <Field
        label={t("shop.message")}
        aside={t("shop.optional")}
        name="message"
        autoComplete="off"
        maxLength={300}
        value={picked.message}
        onChange={({ target }) => onPick({ ...picked, message: target.value })}
      />
    </>
  );
}
