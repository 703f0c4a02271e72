import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { agreeOnTerms, listTerms, readFeeEffect, type Terms } from "@/api/switch-calls";
import { addDays } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { useToday } from "@/lib/use-today";
import { Button } from "@/ui/button";
import { DateField } from "@/ui/date-field";
import { Field } from "@/ui/field";
import { ErrorState, Notice, Skeleton } from "@/ui/states";

const PERCENT = /^(100|\d{1,2})([.,]\d{1,2})?$/;
const FIXED = /^\d{1,7}([.,]\d{1,2})?$/;
const number = (typed: string) => typed.trim().replace(",", ".");

const percentText = (locale: string, percent: number) =>
  `${locale === "en" ? percent : String(percent).replace(".", ",")} %`;

interface EffectProps {
  vendorId: string;
  percent: string;
  fixed: string;
}

function Effect({ vendorId, percent, fixed }: EffectProps) {
  const { t, locale } = useLanguage();
  const found = useQuery({
    queryKey: ["ops-fee-effect", vendorId, percent, fixed],
    queryFn: () => readFeeEffect(vendorId, percent, fixed),
  });
  if (found.error) return <Notice tone="bad">{problemText(t, found.error)}</Notice>;
  if (!found.data) return <Skeleton height={48} />;
  const { payments, days, taken, feeNow, feeThen, currency } = found.data;
  return (
    <Notice tone="plain">
      {t("ops.feeEffect", {
        n: payments,
        days,
        taken: money(locale, taken, currency),
        before: money(locale, feeNow, currency),
        after: money(locale, feeThen, currency),
      })}
    </Notice>
  );
}

function Agree({ vendorId, currency, present }: AgreeProps) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const tomorrow = addDays(useToday(), 1);
  const [from, setFrom] = useState(tomorrow);
  const [percent, setPercent] = useState(String(present?.feePercent ?? 0));
  const [fixed, setFixed] = useState(String(present?.feeFixed ?? 0));
  const readable = PERCENT.test(percent.trim()) && FIXED.test(fixed.trim());
  const agree = useMutation({
    mutationFn: () =>
      agreeOnTerms(vendorId, {
        currency,
        validFrom: from,
        feePercent: number(percent),
        feeFixed: number(fixed),
        feeReturns: present?.feeReturns ?? true,
        vendorBearsProviderFee: present?.vendorBearsProviderFee ?? true,
        withholdsTax: present?.withholdsTax ?? false,
        payoutDelayDays: present?.payoutDelayDays ?? 0,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["ops-terms", vendorId] }),
  });
  return (
    <div className="ops-form">
      <DateField label={t("ops.feeFrom")} value={from} least={tomorrow} onChange={setFrom} />
      <Field
        label={t("ops.feePercent")}
        inputMode="decimal"
        value={percent}
        onChange={({ target }) => setPercent(target.value)}
      />
      <Field
        label={t("ops.feeFixed", { currency })}
        inputMode="decimal"
        value={fixed}
        onChange={({ target }) => setFixed(target.value)}
      />
      {readable ? (
        <Effect vendorId={vendorId} percent={number(percent)} fixed={number(fixed)} />
      ) : null}
      {agree.error ? <Notice tone="bad">{problemText(t, agree.error)}</Notice> : null}
      <div className="row">
        <Button disabled={!readable} busy={agree.isPending} onClick={() => agree.mutate()}>
          {t("ops.feeAgree")}
        </Button>
      </div>
    </div>
  );
}

interface AgreeProps {
  vendorId: string;
  currency: string;
  present: Terms | undefined;
}

/** What the business pays the platform, from which day on, and what another fee would have made of last month. */
export function Fees({ vendorId, currency }: { vendorId: string; currency: string }) {
  const { t, locale } = useLanguage();
  const today = useToday();
  const found = useQuery({ queryKey: ["ops-terms", vendorId], queryFn: () => listTerms(vendorId) });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={120} />;
  const terms = found.data.data.filter((one) => one.currency === currency);
  const present = terms.find(({ validFrom }) => validFrom <= today);
  return (
    <>
      {present ? null : <p className="second">{t("ops.feeNone")}</p>}
      <ul className="ops-rows">
        {terms.map((one) => (
          <li key={one.validFrom} className="ops-line">
            <span>{t("ops.feeSince", { day: shortDay(locale, one.validFrom) })}</span>
            <span className="numeric">
              {percentText(locale, one.feePercent)} + {money(locale, one.feeFixed, currency)}
            </span>
          </li>
        ))}
      </ul>
      <Agree key={terms.length} vendorId={vendorId} currency={currency} present={present} />
    </>
  );
}
