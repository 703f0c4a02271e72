import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { readInstructions, sendProof } from "@/api/transfer-calls";
import { rememberPayment } from "@/features/checkout/use-checkout";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button, buttonClass } from "@/ui/button";
import { QrCard } from "@/ui/qr-card";
import { ErrorState, Skeleton } from "@/ui/states";
import "./transfer-page.css";

const POLL_MS = 5_000;
const WAITING = new Set(["created", "unknown", "requires_action", "processing"]);
const PICTURES = "image/png,image/jpeg,image/webp";

/** Where to send the money and which code says what it is for; the page looks by itself whether it came. */
export function TransferPage() {
  const { t, locale } = useLanguage();
  const { intent = "", secret } = useSearch({ from: "/storefront/pay/transfer" });
  const navigate = useNavigate();
  usePageTitle(t("transfer.title"));
  const query = useQuery({
    queryKey: ["instructions", intent],
    queryFn: () => readInstructions(intent, secret),
    refetchInterval: POLL_MS,
  });
  const told = query.data;
  useEffect(() => {
    if (!told) return;
    const { bookingId: booking } = told;
    if (booking) rememberPayment(booking);
    if (!WAITING.has(told.status)) {
      const search = { intent, ...(booking ? { booking } : {}), ...(secret ? { secret } : {}) };
      void navigate({ to: "/pay/return", search, replace: true });
    }
  }, [told, intent, secret, navigate]);
  if (query.error && !told) {
    return (
      <div className="page narrow">
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      </div>
    );
  }
  if (!told) {
    return (
      <div className="page narrow">
        <Skeleton height={280} />
      </div>
    );
  }
  const rows = [
    ["transfer.amount", money(locale, told.amount, told.currency)],
    ["transfer.code", told.code],
    ["transfer.phone", told.phone],
    ["transfer.name", told.accountName],
    ["transfer.account", told.accountNumber],
    ["transfer.bank", told.bank],
    ["transfer.taxId", told.taxId],
  ] as const;
  return (
    <div className="page narrow transfer">
      <h1>{t("transfer.title")}</h1>
      <p>{t(told.takesProof ? "transfer.how" : "transfer.howCode")}</p>
      <dl className="card">
        {rows.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{t(name)}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {told.note ? <p className="second">{told.note}</p> : null}
      {told.payLink ? (
        <>
          <a className={buttonClass({ wide: true })} href={told.payLink} rel="noreferrer">
            {t("transfer.open")}
          </a>
          <QrCard text={told.payLink} label={t("transfer.open")} />
        </>
      ) : null}
      {told.takesProof ? (
        <Receipt intent={intent} secret={secret} sent={told.proofs.length} />
      ) : null}
      <p className="second" role="status">
        {t("transfer.waiting")}
      </p>
    </div>
  );
}

interface ReceiptProps {
  intent: string;
  secret: string | undefined;
  sent: number;
}

/** A picture of the receipt helps the business to find the money; it confirms nothing by itself. */
function Receipt({ intent, secret, sent }: ReceiptProps) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: (file: File) => sendProof(intent, secret, file),
    onSettled: () => queries.invalidateQueries({ queryKey: ["instructions", intent] }),
  });
  return (
    <section className="stack">
      <input
        ref={input}
        className="hidden"
        type="file"
        tabIndex={-1}
        aria-hidden="true"
        accept={PICTURES}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) send.mutate(file);
          target.value = "";
        }}
      />
      <Button look="secondary" wide busy={send.isPending} onClick={() => input.current?.click()}>
        {t("transfer.receipt")}
      </Button>
      {sent > 0 ? <p role="status">{t("transfer.receiptSent")}</p> : null}
      {send.error ? <ErrorState error={send.error} onRetry={() => input.current?.click()} /> : null}
    </section>
  );
}
