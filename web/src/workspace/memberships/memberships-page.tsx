import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { findMemberships, type Membership, type Plan, readPlans } from "@/api/membership-calls";
import { addDays } from "@/lib/civil";
import { phoneText } from "@/lib/format/phone";
import { dateWithYear } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { EmptyState, ErrorState, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { MembershipSheet } from "./membership-sheet";
import { PlanForm } from "./plan-form";
import { PlansCard } from "./plans-card";
import { SellForm } from "./sell-form";
import { STANDINGS } from "./words";
import "./memberships.css";

type Open =
  | { kind: "sell" }
  | { kind: "plan"; plan?: Plan | undefined }
  | { kind: "one"; id: string; fresh?: string };

const TITLES = { sell: "members.sell", plan: "members.plan", one: "members.one" } as const;

/** Plans of memberships, and who holds one, the newest first. */
export function MembershipsPage() {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  usePageTitle(t("desk.memberships"));
  const [text, setText] = useState("");
  const [open, setOpen] = useState<Open>();
  const query = useDeferredValue(text.trim());
  const plans = useQuery({
    queryKey: ["memberships", id, "plans", locale],
    queryFn: () => readPlans(id),
  });
  const found = useQuery({
    queryKey: ["memberships", id, "list", query, locale],
    queryFn: ({ signal }) => findMemberships(id, query, signal),
    placeholderData: keepPreviousData,
  });
  const sold = plans.data?.data.filter(({ onSale }) => onSale) ?? [];
  const rows = found.data?.data ?? [];
  const failed = found.error ?? plans.error;
  const close = () => setOpen(undefined);
  return (
    <div className="desk-page">
      <div className="desk-head">
        <h1>{t("desk.memberships")}</h1>
        <Button disabled={sold.length === 0} onClick={() => setOpen({ kind: "sell" })}>
          <Plus size={18} aria-hidden="true" /> {t("members.sell")}
        </Button>
      </div>
      {failed ? <ErrorState error={failed} onRetry={() => found.refetch()} /> : null}
      {plans.data ? (
        <PlansCard plans={plans.data.data} onOpen={(plan) => setOpen({ kind: "plan", plan })} />
      ) : null}
      <label className="members-search">
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
      {found.isPending ? <Skeleton height={320} /> : null}
      {found.data && rows.length === 0 ? (
        <EmptyState title={t("members.empty")} text={t("members.emptyHint")} />
      ) : null}
      {rows.length > 0 ? (
        <ul className="card members-list">
          {rows.map((one) => (
            <li key={one.id}>
              <Row one={one} onOpen={() => setOpen({ kind: "one", id: one.id })} />
            </li>
          ))}
        </ul>
      ) : null}
      <Dialog title={open ? t(TITLES[open.kind]) : ""} open={open !== undefined} onClose={close}>
        {open?.kind === "sell" ? (
          <SellForm
            plans={sold}
            onSold={(made, fresh) => setOpen({ kind: "one", id: made, fresh })}
          />
        ) : null}
        {open?.kind === "plan" ? (
          <PlanForm key={open.plan?.version} plan={open.plan} onDone={close} />
        ) : null}
        {open?.kind === "one" ? (
          <MembershipSheet key={open.id} membershipId={open.id} fresh={open.fresh} />
        ) : null}
      </Dialog>
    </div>
  );
}

function Row({ one, onOpen }: { one: Membership; onOpen: () => void }) {
  const { t, locale } = useLanguage();
  const { label, tone } = STANDINGS[one.standing];
  return (
    <button type="button" aria-haspopup="dialog" onClick={onOpen}>
      <span className="members-who">
        <b>{one.holderName || t("cards.nobody")}</b>
        <small className="second numeric">
          {one.tail ? `··${one.tail}` : t("cards.noCode")}
          {one.holderPhone ? ` · ${phoneText(one.holderPhone)}` : ""}
        </small>
      </span>
      <span className="members-tag">
        <Tag tone={tone}>{t(label)}</Tag>
      </span>
      <span className="second members-until">
        {t("members.paidUntil", { date: dateWithYear(locale, addDays(one.validUntil, -1)) })}
      </span>
      <span className="members-plan">{one.planName}</span>
    </button>
  );
}
