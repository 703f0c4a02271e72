import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { CalendarPlus, ReceiptText } from "lucide-react";
import { useEffect, useState } from "react";
import {
  calendarLink,
  cancelBooking,
  previewRefund,
  readBooking,
  receiptLink,
} from "@/api/booking-calls";
import type { Booking } from "@/api/booking-contract";
import { useSwitchedOff } from "@/api/use-switched-off";
import { money } from "@/lib/format/money";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { keepOwnBooking, tokenOf } from "@/lib/own-bookings";
import { usePageTitle } from "@/lib/page-title";
import { randomKey } from "@/lib/random-key";
import { BookedSummary } from "@/ui/booked-summary";
import { Button, buttonClass } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { PolicyLine, PriceBreakdown } from "@/ui/price";
import { ErrorState, Notice, Skeleton, StatusTag } from "@/ui/states";
import { Balance } from "./balance";
import { Papers } from "./papers";
import { Reschedule } from "./reschedule";

const wayOf = (method: string): MessageId =>
  method === "gift_card"
    ? "cancel.toCard"
    : method === "pay_on_site"
      ? "cancel.byHand"
      : "cancel.toPayer";

/** What coming back from a cancellation brings is shown before anything is cancelled. */
function CancelDialog({
  booking,
  token,
  open,
  onClose,
}: {
  booking: Booking;
  token: string | undefined;
  open: boolean;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [key] = useState(randomKey);
  const preview = useQuery({
    queryKey: ["refund-preview", booking.bookingId],
    queryFn: () => previewRefund(booking.bookingId, token),
    enabled: open,
    staleTime: 0,
  });
  const cancel = useMutation({
    mutationFn: () => cancelBooking(booking.bookingId, token, key),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["booking", booking.bookingId] });
      onClose();
    },
  });
  const { data } = preview;
  return (
    <Dialog title={t("cancel.title")} open={open} onClose={onClose}>
      <BookedSummary booked={booking} />
      {preview.error ? (
        <ErrorState error={preview.error} onRetry={() => preview.refetch()} />
      ) : null}
      {data ? (
        <Notice tone={data.cardCharge ? "warn" : "plain"}>
          <CancelCost data={data} held={booking.cardHold} />
        </Notice>
      ) : preview.error ? null : (
        <Skeleton height={48} />
      )}
      {cancel.error ? <ErrorState error={cancel.error} /> : null}
      <Button
        look="danger"
        wide
        disabled={!data}
        busy={cancel.isPending}
        onClick={() => cancel.mutate()}
      >
        {t("cancel.confirm")}
      </Button>
      <Button look="secondary" wide onClick={onClose}>
        {t("cancel.keep")}
      </Button>
    </Dialog>
  );
}

interface CancelCostProps {
  data: Awaited<ReturnType<typeof previewRefund>>;
  held: number;
}

/** What goes back, what is kept, what the held card is charged. */
function CancelCost({ data, held }: CancelCostProps) {
  const { t, locale } = useLanguage();
  const { cardCharge, currency, ways } = data;
  const byPass = ways.find(({ method }) => method === "pass")?.amount ?? 0;
  const refundAmount = data.refundAmount - byPass;
  // What visits of a pass are worth is told in visits, not in money.
  const fee = data.lines.reduce((sum, line) => sum + (line.visitsKept ? 0 : line.fee), 0);
  const words = (amount: number) => money(locale, amount, currency);
  const back =
    refundAmount > 0
      ? t("cancel.refund", { amount: words(refundAmount) })
      : held
        ? ""
        : t("cancel.noRefund");
  const kept = fee ? t("cancel.fee", { amount: words(fee) }) : "";
  const card = cardCharge
    ? t("cancel.charge", { amount: words(cardCharge) })
    : held
      ? t("cancel.release", { amount: words(held) })
      : "";
  const visits = (name: "visitsBack" | "visitsKept") =>
    data.lines.reduce((sum, line) => sum + (line[name] ?? 0), 0);
  const [returned, used] = [visits("visitsBack"), visits("visitsKept")];
  const inVisits = [
    returned ? t("cancel.visitsBack", { n: returned }) : "",
    used ? t("cancel.visitsKept", { n: used }) : "",
  ];
  const inMoney = ways.filter(({ method }) => method !== "pass");
  if (returned + used > 0 && inMoney.length === 0) return inVisits.filter(Boolean).join(" ");
  // Several ways, or a gift card: which of them gets how much.
  const several = inMoney.length > 1 || inMoney[0]?.method === "gift_card";
  const each = inMoney.map(({ method, amount }) => t(wayOf(method), { amount: words(amount) }));
  const where = several ? `${each.join("; ")}.` : "";
  return [back, where, kept, card, ...inVisits].filter(Boolean).join(" ");
}

export function ManagePage() {
  const { t, locale } = useLanguage();
  const { bookingId } = useParams({ from: "/storefront/m/$bookingId" });
  const search = useSearch({ from: "/storefront/m/$bookingId" });
  const token = search.token ?? tokenOf(bookingId);
  const [open, setOpen] = useState<"cancel" | "reschedule">();
  const { data, error, refetch } = useQuery({
    queryKey: ["booking", bookingId],
    queryFn: () => readBooking(bookingId, token),
    // What was saved on this device is shown without a connection, too.
    networkMode: "always",
  });
  useEffect(() => {
    if (data && search.token) keepOwnBooking({ id: bookingId, token: search.token });
  }, [data, bookingId, search.token]);
  const noMoves = useSwitchedOff("customer_moves", data?.venue?.vendorId);
  usePageTitle(t("manage.title"));
  if (!data) {
    return (
      <div className="page narrow">
        {error ? <ErrorState error={error} onRetry={() => refetch()} /> : <Skeleton height={420} />}
      </div>
    );
  }
  const actions = data.allowedActions ?? [];
  const movable = actions.includes("reschedule");
  const fixed = noMoves && !movable && actions.includes("cancel");
  const close = () => setOpen(undefined);
  return (
    <div className="page narrow stack" style={{ gap: 18 }}>
      <h1>{t("manage.title")}</h1>
      <article className="card block" style={{ padding: 20, display: "grid", gap: 16 }}>
        <div>
          <StatusTag status={data.status} />
        </div>
        <BookedSummary booked={data} heading />
        {data.confirmationCode ? (
          <p>
            <span className="muted">{t("done.code")}: </span>
            <b className="numeric">{data.confirmationCode}</b>
          </p>
        ) : null}
        <PriceBreakdown
          lines={data.priceBreakdown ?? []}
          total={data.totalPrice}
          currency={data.currency}
        />
        <PolicyLine policy={data.policy} />
        <div className="row">
          {movable ? (
            <Button onClick={() => setOpen("reschedule")}>{t("manage.move")}</Button>
          ) : null}
          {data.status === "cancelled" ? null : (
            <a className={buttonClass({ look: "secondary" })} href={calendarLink(bookingId, token)}>
              <CalendarPlus size={18} aria-hidden="true" /> {t("done.calendar")}
            </a>
          )}
          {token ? (
            <a
              className={buttonClass({ look: "secondary" })}
              href={receiptLink(bookingId, token, locale)}
            >
              <ReceiptText size={18} aria-hidden="true" /> {t("done.receipt")}
            </a>
          ) : null}
          {actions.includes("cancel") ? (
            <Button look="secondary" onClick={() => setOpen("cancel")}>
              {t("manage.cancel")}
            </Button>
          ) : null}
        </div>
        {fixed ? <Notice tone="plain">{t("closed.customerMoves")}</Notice> : null}
        {(actions.length === 0 || fixed) && data.venue?.phone ? (
          <p className="second small">
            {t("manage.call")} <a href={`tel:${data.venue.phone}`}>{data.venue.phone}</a>
          </p>
        ) : null}
      </article>
      <Balance bookingId={bookingId} vendorId={data.venue?.vendorId} token={token} />
      <Papers bookingId={bookingId} token={token} />
      <CancelDialog booking={data} token={token} open={open === "cancel"} onClose={close} />
      <Reschedule booking={data} token={token} open={open === "reschedule"} onClose={close} />
    </div>
  );
}
