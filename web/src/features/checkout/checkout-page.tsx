import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { releaseHold } from "@/api/booking-calls";
import type { Booking, Hold } from "@/api/booking-contract";
import { type KeptHold, usePlaceHold } from "@/api/use-place-hold";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { ApiProblem, isTaken } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { BookedSummary } from "@/ui/booked-summary";
import { Button, IconButton } from "@/ui/button";
import { HoldBar, useSecondsLeft } from "@/ui/hold-bar";
import { PlanCover } from "@/ui/plan-cover";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { Conflict } from "./conflict";
import { CoveredPrices } from "./covered-prices";
import { PaymentForm } from "./payment-form";
import { Pending } from "./pending";
import { type CheckoutState, PAYABLE, useCheckout } from "./use-checkout";
import { useHold } from "./use-hold";
import "./checkout.css";

const DONE = new Set([
  "confirmed",
  "awaiting_approval",
  "in_progress",
  "completed",
  "no_show",
  "refunded_unavailable",
]);
const OVER = new Set(["expired", "cancelled", "declined", "abandoned"]);
const HOLD_SECONDS = 600;

/** Leaving the checkout for another page gives the place back; reloading it does not. */
function useReleaseOnLeaving(holdId: string, token: string | undefined, held: boolean) {
  const router = useRouter();
  const state = useRef({ token, held });
  state.current = { token, held };
  useEffect(
    () =>
      router.subscribe("onBeforeNavigate", ({ toLocation }) => {
        const leaves = !/^\/(c|done|pay)\//.test(toLocation.pathname);
        if (leaves && state.current.held) releaseHold(holdId, state.current.token);
      }),
    [holdId, router],
  );
}

export function CheckoutPage() {
  const { holdId } = useParams({ from: "/storefront/c/$holdId" });
  // A swapped hold is another checkout: nothing of the old one's errors may stay.
  return <Checkout key={holdId} holdId={holdId} />;
}

function Checkout({ holdId }: { holdId: string }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const hold = useHold(holdId);
  const { kept, token, query } = hold;
  const status = query.data?.status ?? (kept ? "held" : "");
  const queries = useQueryClient();
  const done = useCallback(async () => {
    // What was read while it was held must not show on the confirmation.
    queries.removeQueries({ queryKey: ["booking", holdId] });
    await navigate({ to: "/done/$bookingId", params: { bookingId: holdId }, replace: true });
  }, [navigate, holdId, queries]);
  const booked = query.data ?? kept?.hold;
  const checkout = useCheckout({
    holdId,
    booked,
    again: status === "pending_payment",
    token,
    onAnswer: ({ status: answered }) => {
      if (DONE.has(answered)) void done();
      else void query.refetch();
    },
  });
  useReleaseOnLeaving(holdId, token, status === "held");
  usePageTitle(t("checkout.title"));
  useEffect(() => {
    if (DONE.has(status)) void done();
  }, [status, done]);
  if (booked) return <Desk hold={hold} checkout={checkout} booked={booked} status={status} />;
  return (
    <div className="page narrow">
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : (
        <Skeleton height={420} />
      )}
    </div>
  );
}

interface DeskProps {
  hold: ReturnType<typeof useHold>;
  checkout: CheckoutState;
  booked: Booking | Hold;
  status: string;
}

/** Summary on one side; on the other the form, or what happened instead. */
function Desk({ hold, checkout, booked, status }: DeskProps) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const { kept, moment, extensionsLeft, extend } = hold;
  const left = useSecondsLeft(moment) ?? 0;
  const again = usePlaceHold();
  const [extending, setExtending] = useState(false);
  const { another: asked } = useSearch({ from: "/storefront/c/$holdId" });
  const [another, setAnother] = useState(asked === true);
  const refused = again.error ?? checkout.error;
  const conflict = isTaken(refused) ? refused : undefined;
  // Back from the bank's page without success.
  const declined = hold.query.data?.paymentStatus === "failed" && PAYABLE.has(status);
  const ranOut = status === "held" && left === 0 && moment !== undefined;
  const over = OVER.has(status) || ranOut;
  const back = () => void navigate({ href: kept?.from ?? "/s" });
  const rebook = (lines: KeptHold["lines"]) =>
    again.mutate({ lines, from: kept?.from ?? "/", plan: kept?.plan ?? "other", replace: true });
  const form = () => {
    if (status === "pending_payment" && !declined && !another) {
      return (
        <Pending>
          <Button look="secondary" onClick={() => setAnother(true)}>
            {t("payment.another")}
          </Button>
        </Pending>
      );
    }
    if (conflict) {
      return (
        <Conflict
          problem={conflict.problem}
          wanted={kept?.lines ?? []}
          busy={again.isPending}
          onChoose={rebook}
          onBack={back}
        />
      );
    }
    return (
      <>
        {over ? (
          <div className="stack" role="alert">
            <Notice tone="warn">{t("hold.overFree")}</Notice>
            {kept ? (
              <Button busy={again.isPending} onClick={() => rebook(kept.lines)}>
                {t("hold.again")}
              </Button>
            ) : null}
          </div>
        ) : null}
        {refused ? <Refused error={refused} minutes={Math.ceil(left / 60)} /> : null}
        {declined && !refused && !over ? (
          <div role="alert">
            <Notice tone="bad">{t("payment.declined", { n: Math.ceil(left / 60) })}</Notice>
          </div>
        ) : null}
        <PaymentForm
          checkout={checkout}
          booked={booked}
          disabled={over}
          again={status === "pending_payment"}
        />
      </>
    );
  };
  return (
    <>
      {(status === "held" || declined || another) && !conflict ? (
        <HoldBar
          secondsLeft={left}
          total={HOLD_SECONDS}
          extensionsLeft={extensionsLeft}
          busy={extending}
          onExtend={() => {
            setExtending(true);
            void extend().finally(() => setExtending(false));
          }}
        />
      ) : null}
      <div className="checkout">
        <header className="checkout-head">
          <IconButton label={t("common.back")} onClick={back}>
            <ChevronLeft size={24} aria-hidden="true" />
          </IconButton>
          <h1>{t("checkout.title")}</h1>
        </header>
        <Summary booked={booked} checkout={checkout} plan={kept?.plan} />
        <div className="checkout-form">{form()}</div>
      </div>
    </>
  );
}

interface SummaryProps {
  booked: Booking | Hold;
  checkout: CheckoutState;
  plan: string | undefined;
}

function Summary({ booked, checkout, plan }: SummaryProps) {
  const { t } = useLanguage();
  return (
    <section className="summary card" aria-label={t("checkout.summary")}>
      <div className="summary-what">
        <div className="summary-cover">
          <PlanCover vertical={plan} />
        </div>
        <BookedSummary booked={booked} />
      </div>
      <CoveredPrices booked={booked} checkout={checkout} />
    </section>
  );
}

function Refused({ error, minutes }: { error: unknown; minutes: number }) {
  const { t } = useLanguage();
  const problem = error instanceof ApiProblem ? error.problem : undefined;
  const declined = problem?.status === 402 || /declin/.test(`${problem?.code} ${problem?.type}`);
  const fields = problem?.status === 422 && problem.errors && problem.errors.length > 0;
  if (fields) return null;
  return (
    <div role="alert">
      <Notice tone="bad">
        {declined
          ? t("payment.declined", { n: minutes })
          : problem
            ? problemText(t, error)
            : t("payment.noReply")}
      </Notice>
    </div>
  );
}
