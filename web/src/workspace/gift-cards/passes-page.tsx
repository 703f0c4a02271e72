import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { findPasses, type PassPlan, type SoldPass } from "@/api/pass-calls";
import { datePart } from "@/lib/civil";
import { phoneText } from "@/lib/format/phone";
import { dateWithYear } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { EmptyState, ErrorState, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { PassSheet } from "./pass-sheet";
import { nameIn, PASS_STANDINGS } from "./pass-words";
import { PlanForm } from "./plan-form";
import { PlansCard } from "./plans-card";
import { SellPass } from "./sell-pass";
import "./gift-cards.css";
import "./passes.css";

type Open =
  | { kind: "sell" }
  | { kind: "plan"; plan?: PassPlan }
  | { kind: "pass"; id: string; fresh?: string };

/** V15: plans of passes and the passes that were sold, the newest first. */
export function PassesPage() {
  const { t } = useLanguage();
  const { id } = useBusiness();
  usePageTitle(t("desk.passes"));
  const [text, setText] = useState("");
  const [open, setOpen] = useState<Open>();
  const query = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["passes", id, "list", query],
    queryFn: ({ signal }) => findPasses(id, query, signal),
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.data ?? [];
  const titles = { sell: "passes.sell", plan: "passes.plan", pass: "passes.one" } as const;
  return (
    <div className="desk-page">
      <div className="desk-head">
        <h1>{t("desk.passes")}</h1>
        <Button onClick={() => setOpen({ kind: "sell" })}>
          <Plus size={18} aria-hidden="true" /> {t("passes.sell")}
        </Button>
      </div>
      <PlansCard
        onAdd={() => setOpen({ kind: "plan" })}
        onEdit={(plan) => setOpen({ kind: "plan", plan })}
      />
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
      {found.isPending ? <Skeleton height={240} /> : null}
      {found.data && rows.length === 0 ? (
        <EmptyState title={t("passes.empty")} text={t("passes.emptyHint")} />
      ) : null}
      {rows.length > 0 ? (
        <ul className="card gift-list">
          {rows.map((held) => (
            <li key={held.id}>
              <Row held={held} onOpen={() => setOpen({ kind: "pass", id: held.id })} />
            </li>
          ))}
        </ul>
      ) : null}
      <Dialog
        title={t(titles[open?.kind ?? "pass"])}
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
      >
        {open?.kind === "sell" ? (
          <SellPass onSold={(sold, fresh) => setOpen({ kind: "pass", id: sold, fresh })} />
        ) : null}
        {open?.kind === "plan" ? (
          <PlanForm plan={open.plan} onDone={() => setOpen(undefined)} />
        ) : null}
        {open?.kind === "pass" ? (
          <PassSheet key={open.id} passId={open.id} fresh={open.fresh} />
        ) : null}
      </Dialog>
    </div>
  );
}

function Row({ held, onOpen }: { held: SoldPass; onOpen: () => void }) {
  const { t, locale } = useLanguage();
  const { label, tone } = PASS_STANDINGS[held.standing];
  return (
    <button type="button" aria-haspopup="dialog" onClick={onOpen}>
      <span className="gift-who">
        <b>{held.holderName || t("cards.nobody")}</b>
        <small className="second numeric">
          {nameIn(held.planName, locale)}
          {held.tail ? ` · ··${held.tail}` : ""}
          {held.holderPhone ? ` · ${phoneText(held.holderPhone)}` : ""}
        </small>
      </span>
      <span className="gift-standing-tag">
        <Tag tone={tone}>{t(label)}</Tag>
      </span>
      <span className="second gift-until">
        {held.waits
          ? t("passes.waits")
          : t("cards.until", { date: dateWithYear(locale, datePart(held.validUntil)) })}
      </span>
      <b className="numeric gift-sum">{t("passes.of", { n: held.visits, of: held.visitsSold })}</b>
    </button>
  );
}
