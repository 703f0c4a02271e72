import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ExternalLink, MessageCircle, Phone, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { type BookingDetail, readBooking, writeNote } from "@/api/desk-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { phoneText } from "@/lib/format/phone";
import { dayRange, shortDay, timeRange } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button, IconButton } from "@/ui/button";
import { ErrorState, Skeleton, StatusTag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { PlaceLink } from "@/workspace/frame/place-link";
import { BookingMoneyCard } from "./booking-money";
import { Deeds } from "./deeds";
import { GuestHint } from "./guest-hint";
import { History } from "./history";
import "./booking-card.css";

const PAID: Record<string, MessageId> = {
  not_required: "paid.notRequired",
  due_on_site: "paid.onSite",
  pending: "paid.pending",
  paid: "paid.paid",
  deposit_paid: "paid.deposit",
  fee_charged: "paid.feeCharged",
  failed: "paid.failed",
  refunding: "paid.refunding",
  refunded: "paid.refunded",
  partly_refunded: "paid.partlyRefunded",
};

const OVER = new Set(["no_show", "cancelled"]);

export function whenOf(locale: "kk" | "ru" | "en", booking: BookingDetail): string {
  const [line] = booking.lines;
  if (line?.startDate && line.endDate) return dayRange(locale, line.startDate, line.endDate);
  const { startLocal, endLocal } = booking;
  return `${shortDay(locale, datePart(startLocal))}, ${timeRange(locale, startLocal, endLocal)}`;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What colleagues should know; a note written meanwhile by somebody else is shown, not lost. */
function Note({ booking }: { booking: BookingDetail }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const client = useQueryClient();
  const [draft, setDraft] = useState<string>();
  const saved = booking.staffNote ?? "";
  const text = draft ?? saved;
  const save = useMutation({
    mutationFn: () => writeNote(id, booking.bookingId, text, booking.version),
    onSuccess: () => setDraft(undefined),
    onError: (error) => {
      const stale = error instanceof ApiProblem && error.problem.code === "stale-version";
      showToast(stale ? t("note.stale") : problemText(t, error));
    },
    onSettled: () => {
      client.invalidateQueries({ queryKey: ["booking", booking.bookingId] });
      client.invalidateQueries({ queryKey: ["changes", id] });
    },
  });
  return (
    <form
      className="field"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <label htmlFor={`note-${booking.bookingId}`}>{t("note.label")}</label>
      <textarea
        id={`note-${booking.bookingId}`}
        className="input note"
        rows={2}
        maxLength={2000}
        value={text}
        placeholder={t("note.hint")}
        onChange={({ target }) => setDraft(target.value)}
      />
      {text !== saved ? (
        <Button type="submit" look="secondary" busy={save.isPending}>
          {t("note.save")}
        </Button>
      ) : null}
    </form>
  );
}

function Reach({ phone }: { phone: string }) {
  const { t } = useLanguage();
  return (
    <div className="deeds no-print">
      <a className="button secondary" href={`tel:${phone}`}>
        <Phone size={17} aria-hidden="true" /> {t("reach.call")}
      </a>
      <a
        className="button secondary"
        href={`https://wa.me/${phone.replace(/\D/g, "")}`}
        target="_blank"
        rel="noreferrer"
      >
        <MessageCircle size={17} aria-hidden="true" /> WhatsApp
      </a>
    </div>
  );
}

export function useBooking(bookingId: string) {
  const { locale } = useLanguage();
  return useQuery({
    queryKey: ["booking", bookingId, locale],
    queryFn: () => readBooking(bookingId),
    staleTime: 5_000,
    // A fee that is being charged to a held card: seconds later it is, or is not.
    refetchInterval: ({ state }) =>
      state.data?.paymentStatus === "pending" && OVER.has(state.data.status) ? 4_000 : false,
  });
}

/** A booking for the staff: what to do now, who and what, the money, notes, everything that happened. */
export function BookingCard({ bookingId, onClose }: { bookingId: string; onClose?: () => void }) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const found = useBooking(bookingId);
  const booking = found.data;
  const close = onClose ? (
    <IconButton label={t("common.close")} onClick={onClose}>
      <X size={20} aria-hidden="true" />
    </IconButton>
  ) : null;
  if (!booking) {
    return (
      <div className="booking-card" aria-busy={found.isPending}>
        <div className="booking-top">{close}</div>
        {found.isError ? (
          <ErrorState error={found.error} onRetry={() => found.refetch()} />
        ) : (
          <Skeleton height={320} />
        )}
      </div>
    );
  }
  const { userDetails: who, currency } = booking;
  const things = booking.lines.map(({ name, quantity }) =>
    quantity > 1 ? `${name} × ${quantity}` : name,
  );
  return (
    <div className="booking-card">
      <div className="booking-top">
        <StatusTag status={booking.status} />
        <span className="numeric second">{booking.confirmationCode}</span>
        {onClose ? (
          <PlaceLink
            className="icon-button"
            aria-label={t("booking.page")}
            title={t("booking.page")}
            href={`/b/${id}/bookings/${bookingId}`}
          >
            <ExternalLink size={18} aria-hidden="true" />
          </PlaceLink>
        ) : null}
        {close}
      </div>
      <div>
        <h2>{who?.firstName || t("desk.walkIn")}</h2>
        <p className="second">
          {[who?.phone && phoneText(who.phone), who?.email].filter(Boolean).join(", ")}
        </p>
      </div>
      {booking.guestHint ? <GuestHint hint={booking.guestHint} /> : null}
      <Deeds booking={booking} />
      {who?.phone ? <Reach phone={who.phone} /> : null}
      <dl className="facts">
        <Fact label={t("booking.what")}>{things.join(", ")}</Fact>
        <Fact label={t("booking.when")}>{whenOf(locale, booking)}</Fact>
        <Fact label={t("booking.where")}>{booking.venue.name}</Fact>
        {booking.priceBreakdown.map((line) => (
          <Fact key={`${line.line}-${line.code}-${line.label}`} label={line.label}>
            {money(locale, line.amount, currency)}
          </Fact>
        ))}
        <Fact label={t("booking.total")}>
          <b>{money(locale, booking.totalPrice, currency)}</b>
        </Fact>
        <Fact label={t("booking.payment")}>{t(PAID[booking.paymentStatus] ?? "paid.pending")}</Fact>
        {booking.refundAmount ? (
          <Fact label={t("booking.refund")}>{money(locale, booking.refundAmount, currency)}</Fact>
        ) : null}
      </dl>
      <BookingMoneyCard bookingId={bookingId} version={booking.version} />
      {booking.note ? (
        <p className="client-note">
          <small>{t("note.client")}</small>
          {booking.note}
        </p>
      ) : null}
      <Note booking={booking} key={booking.bookingId} />
      <History booking={booking} />
    </div>
  );
}
