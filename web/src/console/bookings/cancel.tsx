import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { cancelBooking, previewRefund } from "@/api/booking-calls";
import type { Booking } from "@/api/booking-contract";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorState, Notice, Skeleton } from "@/ui/states";

/** Cancels for somebody on the phone; what it gives back is read out before it is done. */
export function CancelForCustomer({ booking }: { booking: Booking }) {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [key] = useState(randomKey);
  const preview = useQuery({
    queryKey: ["refund-preview", booking.bookingId],
    queryFn: () => previewRefund(booking.bookingId, undefined),
    enabled: open,
    staleTime: 0,
  });
  const cancel = useMutation({
    mutationFn: () => cancelBooking(booking.bookingId, undefined, key),
    onSuccess: async () => {
      setOpen(false);
      await queries.invalidateQueries({ queryKey: ["ops-booking", booking.bookingId] });
    },
  });
  const { data } = preview;
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {t("manage.cancel")}
      </Button>
      <Dialog title={t("cancel.title")} open={open} onClose={() => setOpen(false)}>
        {preview.error ? (
          <ErrorState error={preview.error} onRetry={() => preview.refetch()} />
        ) : null}
        {data ? (
          <Notice tone="plain">
            {data.refundAmount > 0
              ? t("cancel.refund", { amount: money(locale, data.refundAmount, data.currency) })
              : t("cancel.noRefund")}
          </Notice>
        ) : preview.error ? null : (
          <Skeleton height={48} />
        )}
        {cancel.error ? <Notice tone="bad">{problemText(t, cancel.error)}</Notice> : null}
        <Button
          look="danger"
          wide
          disabled={!data}
          busy={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          {t("cancel.confirm")}
        </Button>
      </Dialog>
    </>
  );
}
