import { useNavigate, useParams, useRouter } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { releaseHold } from "@/api/calls";
import type { Booking } from "@/api/contract";
import { usePlaceHold } from "@/api/use-place-hold";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { ApiProblem, isTaken } from "@/lib/problem";
import { BookedSummary } from "@/ui/booked-summary";
import { Button, IconButton } from "@/ui/button";
import { HoldBar, useSecondsLeft } from "@/ui/hold-bar";
import { PlanCover } from "@/ui/plan-cover";
import { PolicyLine, PriceBreakdown } from "@/ui/price";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { Conflict } from "./conflict";
import { GuestFields } from "./guest-form";
import { PaymentChoice, usePayLabel } from "./payment-choice";
import { Pending } from "./pending";
import { useCheckout } from "./use-checkout";
import { useHold } from "./use-hold";
import "./checkout.css";

const DONE = new Set([
  "confirmed",
  "awaiting_approval",
  "requested",
  "pending_approval",
  "checked_in",
  "completed",
]);
const OVER = new Set(["expired", "cancelled", "declined"]);
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
  const { holdId } = useParams({ from: "/c/$holdId" });
  // A swapped hold is another checkout: nothing of the old one's errors may stay.
  return <Checkout key={holdId} holdId={holdId} />;
}

function Checkout({ holdId }: { holdId: string }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const { kept, token, moment, extensionsLeft, query, extend, settle } = useHold(holdId);
  const left = useSecondsLeft(moment) ?? 0;
  const again = usePlaceHold();
  const [extending, setExtending] = useState(false);
  const booking: Booking | undefined = query.data;
  const status = booking?.status ?? (kept ? "held" : undefined);
  const held = status === "held";
  const checkout = useCheckout({ holdId, token, settle });
  useReleaseOnLeaving(holdId, token, held);
  usePageTitle(t("checkout.title"));

  useEffect(() => {
    if (status && DONE.has(status)) {
      void navigate({ to: "/done/$bookingId", params: { bookingId: holdId }, replace: true });
    }
  }, [status, holdId, navigate]);

  const shown = booking ?? kept?.hold;
  if (!shown) {
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
  const total = "totalPrice" in shown ? shown.totalPrice : shown.total;
  const { dueNow, dueOnSite } = kept?.hold ?? {};
  const over =
    (status !== undefined && OVER.has(status)) || (held && left === 0 && moment !== undefined);
  const rebook = (lines: NonNullable<typeof kept>["lines"]) =>
    again.mutate({ lines, from: kept?.from ?? "/", plan: kept?.plan ?? "other", replace: true });
  const refused = again.error ?? checkout.error;
  const conflict = isTaken(refused) ? refused : undefined;
  const back = () => void navigate({ href: kept?.from ?? "/s" });

  return (
    <>
      {held && !conflict ? (
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
        <section className="summary card" aria-label={t("checkout.summary")}>
          <div className="summary-what">
            <div className="summary-cover">
              <PlanCover vertical={kept?.plan} />
            </div>
            <BookedSummary booked={shown} />
          </div>
          <PriceBreakdown
            lines={shown.priceBreakdown ?? []}
            total={total}
            currency={shown.currency}
            dueNow={dueNow}
            dueOnSite={dueOnSite}
          />
        </section>
        <div className="checkout-form">
          {status === "pending_payment" ? (
            <Pending booking={booking} />
          ) : conflict ? (
            <Conflict
              problem={conflict.problem}
              wanted={kept?.lines ?? []}
              busy={again.isPending}
              onChoose={rebook}
              onBack={back}
            />
          ) : (
            <>
              {over ? (
                <div className="stack" role="alert">
                  <Notice tone="warn">{t("hold.overFree")}</Notice>
                  <Button busy={again.isPending} onClick={() => rebook(kept?.lines ?? [])}>
                    {t("hold.again")}
                  </Button>
                </div>
              ) : null}
              {refused ? <Refused error={refused} minutes={Math.ceil(left / 60)} /> : null}
              <GuestFields ref={checkout.guest} error={checkout.error} />
              <PaymentChoice checkout={checkout} dueNow={dueNow ?? 0} />
              <PayButton
                checkout={checkout}
                due={dueNow || total}
                currency={shown.currency}
                disabled={over}
              />
              <PolicyLine policy={shown.policy} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

function PayButton({
  checkout,
  due,
  currency,
  disabled,
}: {
  checkout: ReturnType<typeof useCheckout>;
  due: number;
  currency: string;
  disabled: boolean;
}) {
  const label = usePayLabel(checkout.method, due, currency);
  return (
    <div className="pay">
      <Button large wide disabled={disabled} busy={checkout.isPending} onClick={checkout.submit}>
        {label}
      </Button>
    </div>
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
            ? (problem.detail ?? problem.title)
            : t("payment.noReply")}
      </Notice>
    </div>
  );
}
