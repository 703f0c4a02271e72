import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { askProvider, readBooking, readPayment } from "@/api/booking-calls";
import { useLanguage } from "@/lib/i18n";
import { tokenOf } from "@/lib/own-bookings";
import { usePageTitle } from "@/lib/page-title";
import { readSaved } from "@/lib/saved";
import { buttonClass } from "@/ui/button";
import { EmptyState, ErrorState } from "@/ui/states";
import { Pending } from "./pending";

const POLL_MS = 2_000;
const WAITING = new Set(["pending_payment", "held"]);
const FAILED = new Set(["failed", "voided"]);
// A booking that stands already may be waiting for its balance: only the payment knows how that ends.
const UNDER_WAY = new Set(["created", "requires_action", "processing", "unknown"]);

/** Reload, Back, a second tap or tab: all only ask how the one payment ended. */
export function PayReturn() {
  const { t } = useLanguage();
  const { intent, secret, booking } = useSearch({ from: "/storefront/pay/return" });
  const navigate = useNavigate();
  usePageTitle(t("payment.checking"));
  const payment = useQuery({
    queryKey: ["payment", intent],
    queryFn: () => readPayment(intent ?? "", secret),
    enabled: intent !== undefined,
    retry: 1,
    refetchInterval: POLL_MS,
  });
  // The provider's message may be slow: whoever is back from its page is not kept waiting for it.
  useQuery({
    queryKey: ["asked", intent],
    queryFn: () => askProvider(intent ?? "", secret),
    enabled: intent !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  // Bought without a booking: its own page shows how the payment ended.
  const saleId = payment.data?.saleId ?? undefined;
  const paying = payment.isFetching && !payment.data ? undefined : readSaved("sb.paying");
  const id = saleId ? undefined : (booking ?? payment.data?.bookingId ?? paying ?? undefined);
  const query = useQuery({
    queryKey: ["booking", id],
    queryFn: () => readBooking(id ?? "", id ? tokenOf(id) : undefined),
    enabled: id !== undefined,
    refetchInterval: ({ state }) =>
      state.data && !WAITING.has(state.data.status) ? false : POLL_MS,
  });
  const status = query.data?.status;
  const failed = FAILED.has(payment.data?.status ?? "") || query.data?.paymentStatus === "failed";
  const underway = UNDER_WAY.has(payment.data?.status ?? "") && !payment.error;
  // Nothing was pressed there yet: the server ends that payment before another begins.
  const atThePage = payment.data?.status === "requires_action";
  const asked = payment.isFetched || intent === undefined;
  useEffect(() => {
    if (saleId) void navigate({ to: "/bought/$saleId", params: { saleId }, replace: true });
  }, [saleId, navigate]);
  useEffect(() => {
    if (!id || !status || !asked) return;
    if (failed && WAITING.has(status)) {
      void navigate({ to: "/c/$holdId", params: { holdId: id }, replace: true });
    } else if (failed && status === "confirmed") {
      void navigate({ to: "/m/$bookingId", params: { bookingId: id }, replace: true });
    } else if (!WAITING.has(status) && !underway) {
      void navigate({ to: "/done/$bookingId", params: { bookingId: id }, replace: true });
    }
  }, [id, status, failed, underway, asked, navigate]);
  return (
    <div className="page narrow">
      {id === undefined && !saleId && !payment.isFetching ? (
        <EmptyState title={t("payment.unknown")} text={t("payment.unknownText")}>
          <Link to="/bookings" className={buttonClass()}>
            {t("nav.bookings")}
          </Link>
        </EmptyState>
      ) : query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : (
        <Pending>
          {id && atThePage && status === "pending_payment" ? (
            <Link
              to="/c/$holdId"
              params={{ holdId: id }}
              search={{ another: true }}
              className={buttonClass({ look: "secondary" })}
            >
              {t("payment.another")}
            </Link>
          ) : null}
        </Pending>
      )}
    </div>
  );
}
