import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { readPlans as readClubs } from "@/api/membership-calls";
import { readPlans } from "@/api/pass-calls";
import { changeShop, readShop, type Shop } from "@/api/sale-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { ErrorState, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, sumIn } from "@/workspace/frame/desk-form";
import { mayOpen } from "@/workspace/frame/sections";

/** What is sold online; managers change it, and nothing is sold before they do. */
export function ShopCard() {
  const { t } = useLanguage();
  const { id, role } = useBusiness();
  const found = useQuery({ queryKey: ["shop", id], queryFn: () => readShop(id) });
  if (!mayOpen(role, "manager")) return null;
  return (
    <section className="card block stack online-shop">
      <h2>{t("online.what")}</h2>
      {found.isError ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={200} /> : null}
      {found.data ? <ShopForm key={found.data.version} shop={found.data} /> : null}
    </section>
  );
}

interface Option {
  id: string;
  label: string;
}

/** Plans that are on sale at the desk; only those can be sold online. */
function usePlans(): { passes: Option[]; clubs: Option[] } {
  const { locale } = useLanguage();
  const { id } = useBusiness();
  const passes = useQuery({
    queryKey: ["passes", id, "plans"],
    queryFn: ({ signal }) => readPlans(id, signal),
  });
  const clubs = useQuery({
    queryKey: ["membership-plans", id, locale],
    queryFn: () => readClubs(id),
  });
  const named = (plan: { id: string; price: number; currency: string }, name: string) => ({
    id: plan.id,
    label: `${name} · ${money(locale, plan.price, plan.currency)}`,
  });
  return {
    passes: (passes.data?.data ?? [])
      .filter(({ onSale }) => onSale)
      .map((plan) =>
        named(plan, plan.name[locale] ?? plan.name.ru ?? Object.values(plan.name)[0] ?? ""),
      ),
    clubs: (clubs.data?.data ?? [])
      .filter(({ onSale, price }) => onSale && price > 0)
      .map((plan) => named(plan, plan.name)),
  };
}

const sums = (text: string) =>
  text
    .split(/[\s;,]+/)
    .filter(Boolean)
    .map(Number);

function ShopForm({ shop }: { shop: Shop }) {
  const { t } = useLanguage();
  const { id, vendor } = useBusiness();
  const queries = useQueryClient();
  const plans = usePlans();
  const [amounts, setAmounts] = useState(shop.giftCardAmounts.join(" "));
  const [from, setFrom] = useState(shop.giftCardFrom?.toString() ?? "");
  const [to, setTo] = useState(shop.giftCardTo?.toString() ?? "");
  const [passes, setPasses] = useState(() => new Set(shop.passPlanIds));
  const [clubs, setClubs] = useState(() => new Set(shop.membershipPlanIds));
  const save = useMutation({
    mutationFn: () =>
      changeShop(id, {
        giftCardAmounts: sums(amounts),
        giftCardFrom: from ? sumIn(from) : null,
        giftCardTo: to ? sumIn(to) : null,
        passPlanIds: [...passes],
        membershipPlanIds: [...clubs],
        version: shop.version,
      }),
    onSuccess: (saved) => {
      queries.setQueryData(["shop", id], saved);
      showToast(t("online.saved"));
    },
  });
  const wrong = sums(amounts).some((one) => !(one > 0)) || (from === "") !== (to === "");
  const empty = !amounts.trim() && !from && passes.size === 0 && clubs.size === 0;
  return (
    <Form onSend={() => save.mutate()}>
      <Field
        label={t("online.amounts")}
        hint={t("online.amountsHint")}
        name="amounts"
        inputMode="numeric"
        maxLength={200}
        value={amounts}
        onChange={({ target }) => setAmounts(target.value)}
      />
      <div className="online-limits">
        <Field
          label={t("online.from")}
          name="from"
          inputMode="decimal"
          maxLength={12}
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
        <Field
          label={t("online.to")}
          name="to"
          inputMode="decimal"
          maxLength={12}
          value={to}
          onChange={({ target }) => setTo(target.value)}
        />
      </div>
      <Ticks
        title={t("online.passes")}
        options={plans.passes}
        chosen={passes}
        onChange={setPasses}
      />
      <Ticks
        title={t("online.memberships")}
        options={plans.clubs}
        chosen={clubs}
        onChange={setClubs}
      />
      {empty ? <p className="small second">{t("online.nothing")}</p> : null}
      <Failed error={save.error} />
      <div className="row">
        <Button type="submit" busy={save.isPending} disabled={wrong}>
          {t("online.save")}
        </Button>
        {vendor ? (
          <a className="row" href={`/at/${vendor.slug}/gifts`} target="_blank" rel="noreferrer">
            <ExternalLink size={17} aria-hidden="true" /> {t("online.page")}
          </a>
        ) : null}
      </div>
    </Form>
  );
}

interface TicksProps {
  title: string;
  options: readonly Option[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: Set<string>) => void;
}

function Ticks({ title, options, chosen, onChange }: TicksProps) {
  if (options.length === 0) return null;
  const turn = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <fieldset className="stack" style={{ gap: 8 }}>
      <legend className="label">{title}</legend>
      {options.map(({ id, label }) => (
        <label key={id} className="online-tick">
          <input type="checkbox" checked={chosen.has(id)} onChange={() => turn(id)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
