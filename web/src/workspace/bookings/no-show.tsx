import { useMutation, useQuery } from "@tanstack/react-query";
import { type BookingDetail, command } from "@/api/desk-calls";
import { previewNoShow } from "@/api/money-calls";
import { money } from "@/lib/format/money";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { ErrorState, Notice, Skeleton } from "@/ui/states";

type Preview = Awaited<ReturnType<typeof previewNoShow>>;

const RULES: Record<Preview["clauses"][number]["fee"], MessageId> = {
  none: "noShow.rule.none",
  percent: "noShow.rule.percent",
  fixed: "noShow.rule.fixed",
  first_unit: "noShow.rule.firstUnit",
  full: "noShow.rule.full",
};

interface NoShowProps {
  booking: BookingDetail;
  onDone: () => void;
  onSettled: () => unknown;
}

/** Before the button: how much, from where, by which rule of the day of booking, and what the law leaves of it. */
export function NoShow({ booking, onDone, onSettled }: NoShowProps) {
  const { t } = useLanguage();
  const { bookingId } = booking;
  const preview = useQuery({
    queryKey: ["no-show", bookingId],
    queryFn: () => previewNoShow(bookingId),
    staleTime: 0,
  });
  const act = useMutation({
    mutationFn: () => command(bookingId, "no-show"),
    onSuccess: () => {
      showToast(t("noShow.done"));
      onDone();
    },
    onSettled,
  });
  return (
    <div className="stack" style={{ "--gap": "16px" }}>
      {preview.data ? <Bill data={preview.data} /> : null}
      {preview.error ? (
        <ErrorState error={preview.error} onRetry={() => preview.refetch()} />
      ) : null}
      {preview.isPending ? <Skeleton height={96} /> : null}
      {act.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, act.error)}</Notice>
        </div>
      ) : null}
      <div className="row">
        <Button
          look="danger"
          disabled={!preview.data}
          busy={act.isPending}
          onClick={() => act.mutate()}
        >
          {t("deed.noShow")}
        </Button>
        <Button look="secondary" onClick={onDone}>
          {t("deed.keep")}
        </Button>
      </div>
    </div>
  );
}

function Bill({ data }: { data: Preview }) {
  const { t, locale } = useLanguage();
  const words = (amount: number) => money(locale, amount, data.currency);
  const moves: [MessageId, number][] = [
    ["noShow.charge", data.cardCharge],
    ["noShow.kept", data.kept],
    ["noShow.refund", data.refundAmount],
    ["noShow.unpaid", data.unpaidFee],
  ];
  const shown = moves.filter(([, amount]) => amount > 0);
  return (
    <>
      <Notice tone={data.cardCharge ? "warn" : "plain"}>
        {shown.length === 0 ? t("noShow.nothing") : null}
        {shown.map(([label, amount]) => (
          <b key={label} className="block">
            {t(label, { amount: words(amount) })}
          </b>
        ))}
      </Notice>
      {data.clauses.map(({ line, fee, percent, agreed, lawful }) => (
        <p key={line} className="small second">
          {t("noShow.rule", { rule: t(RULES[fee], { n: percent ?? 0 }), amount: words(agreed) })}
          {lawful < agreed ? `. ${t("noShow.law", { amount: words(lawful) })}` : ""}
        </p>
      ))}
    </>
  );
}
