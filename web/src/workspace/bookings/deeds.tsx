import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  type BookingDetail,
  type Command,
  cancelBooking,
  command,
  previewRefund,
} from "@/api/desk-calls";
import { money } from "@/lib/format/money";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { serverNow } from "@/lib/server-clock";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { NoShow } from "./no-show";

const CHECK_IN_BEFORE_MS = 12 * 3_600_000;

interface Deed {
  verb: Command;
  label: MessageId;
}

const DEEDS: Record<string, Deed> = {
  approve: { verb: "approve", label: "deed.approve" },
  decline: { verb: "decline", label: "deed.decline" },
  check_in: { verb: "check-in", label: "deed.checkIn" },
  complete: { verb: "complete", label: "deed.complete" },
  no_show: { verb: "no-show", label: "deed.noShow" },
};

const TITLES = {
  cancel: "deed.cancel",
  decline: "deed.decline",
  "no-show": "noShow.title",
} as const;

/** What fits now, the likeliest first; what the clock does not allow yet is not offered. */
export function deedsFor({ allowedActions, startsAt, status }: BookingDetail): Deed[] {
  const now = serverNow();
  const start = Date.parse(startsAt);
  const timely = (action: string) => {
    if (action === "check_in") return now >= start - CHECK_IN_BEFORE_MS;
    if (action === "complete") return status === "in_progress";
    return action !== "no_show" || now >= start;
  };
  return Object.entries(DEEDS)
    .filter(([action]) => allowedActions.includes(action) && timely(action))
    .map(([, deed]) => deed);
}

function useDone(bookingId: string) {
  const client = useQueryClient();
  const { id } = useBusiness();
  return () => {
    client.invalidateQueries({ queryKey: ["booking", bookingId] });
    client.invalidateQueries({ queryKey: ["bookings", id] });
    return client.invalidateQueries({ queryKey: ["changes", id] });
  };
}

/** One primary button that fits the state; everything else is quieter. */
export function Deeds({ booking }: { booking: BookingDetail }) {
  const { t } = useLanguage();
  const done = useDone(booking.bookingId);
  const [asking, setAsking] = useState<"cancel" | "decline" | "no-show" | null>(null);
  const act = useMutation({
    mutationFn: (verb: Command) => command(booking.bookingId, verb),
    onError: (error) => showToast(problemText(t, error)),
    onSettled: done,
  });
  const deeds = deedsFor(booking);
  const cancellable =
    booking.allowedActions.includes("cancel") && booking.status !== "awaiting_approval";
  if (deeds.length === 0 && !cancellable) return null;
  return (
    <div className="deeds no-print">
      {deeds.map(({ verb, label }, place) => (
        <Button
          key={verb}
          look={place === 0 ? "primary" : "secondary"}
          busy={act.isPending && act.variables === verb}
          onClick={() =>
            verb === "decline" || verb === "no-show" ? setAsking(verb) : act.mutate(verb)
          }
        >
          {t(label)}
        </Button>
      ))}
      {cancellable ? (
        <Button look="secondary" onClick={() => setAsking("cancel")}>
          {t("deed.cancel")}
        </Button>
      ) : null}
      <Dialog
        title={t(TITLES[asking ?? "cancel"])}
        open={asking !== null}
        onClose={() => setAsking(null)}
      >
        {asking === "no-show" ? (
          <NoShow booking={booking} onDone={() => setAsking(null)} onSettled={done} />
        ) : asking ? (
          <Farewell booking={booking} how={asking} onDone={() => setAsking(null)} />
        ) : null}
      </Dialog>
    </div>
  );
}

/** Saying no costs somebody something: first what goes back, then the reason the client reads. */
function Farewell({
  booking,
  how,
  onDone,
}: {
  booking: BookingDetail;
  how: "cancel" | "decline";
  onDone: () => void;
}) {
  const { t, locale } = useLanguage();
  const done = useDone(booking.bookingId);
  const [reason, setReason] = useState("");
  const { bookingId, currency } = booking;
  const refund = useQuery({
    queryKey: ["refund", bookingId],
    queryFn: () => previewRefund(bookingId),
    enabled: how === "cancel",
    staleTime: 0,
  });
  const act = useMutation({
    mutationFn: async () => {
      if (how === "cancel") await cancelBooking(bookingId, reason);
      else await command(bookingId, "decline", reason);
    },
    onSuccess: () => {
      showToast(t(how === "cancel" ? "deed.cancelled" : "deed.declined"));
      onDone();
    },
    onSettled: done,
  });
  const back = refund.data?.refundAmount ?? 0;
  return (
    <form
      className="stack"
      style={{ "--gap": "16px" }}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <p>
        {how === "decline"
          ? t("deed.declineText")
          : back > 0
            ? t("deed.refund", { amount: money(locale, back, currency) })
            : t("deed.noRefund")}
      </p>
      {act.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, act.error)}</Notice>
        </div>
      ) : null}
      <Field
        label={t("deed.reason")}
        hint={t("deed.reasonHint")}
        value={reason}
        maxLength={500}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="row">
        <Button
          type="submit"
          look="danger"
          busy={act.isPending}
          disabled={how === "cancel" && !refund.data}
        >
          {t(how === "cancel" ? "deed.cancel" : "deed.decline")}
        </Button>
        <Button look="secondary" onClick={onDone}>
          {t("deed.keep")}
        </Button>
      </div>
    </form>
  );
}
