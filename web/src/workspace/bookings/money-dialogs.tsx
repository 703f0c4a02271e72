import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { type BookingMoney, giveBack, planRefund, recordPayment } from "@/api/money-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";

const DESK = "pay_on_site";

interface DialogProps {
  data: BookingMoney;
  onDone: () => void;
  onChanged: () => void;
}

const read = (text: string) => Number(text.replace(/\s/g, "").replace(",", "."));

/** A sum and what happens with it; the same key until the server has answered. */
function useSum(most: number) {
  const [text, setText] = useState(String(most));
  const amount = read(text);
  return { text, setText, amount, fits: amount > 0 && amount <= most };
}

function Failed({ error }: { error: Error | null }) {
  const { t } = useLanguage();
  if (!error) return null;
  return (
    <div role="alert">
      <Notice tone="bad">{problemText(t, error)}</Notice>
    </div>
  );
}

function Form({ onSend, children }: { onSend: () => void; children: ReactNode }) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend();
  };
  return (
    <form className="stack" style={{ "--gap": "16px" }} onSubmit={send}>
      {children}
    </form>
  );
}

export function TakeMoney({ data, onDone, onChanged }: DialogProps) {
  const { t, locale } = useLanguage();
  const [key] = useState(randomKey);
  const sum = useSum(data.unpaid);
  const take = useMutation({
    mutationFn: () => recordPayment(data.bookingId, sum.amount, key),
    onSuccess: () => {
      showToast(t("money.taken"));
      onDone();
    },
    onSettled: onChanged,
  });
  return (
    <Form onSend={() => take.mutate()}>
      <p>{t("money.takeText", { amount: money(locale, data.unpaid, data.currency) })}</p>
      <Failed error={take.error} />
      <Field
        label={t("money.amount")}
        inputMode="decimal"
        required
        value={sum.text}
        onChange={({ target }) => sum.setText(target.value)}
      />
      <Button type="submit" busy={take.isPending} disabled={!sum.fits}>
        {t("money.take")}
      </Button>
    </Form>
  );
}

/** Out of goodwill: first which payment gives how much, then the reason the client reads. */
export function GiveBack({ data, onDone, onChanged }: DialogProps) {
  const { t, locale } = useLanguage();
  const [key] = useState(randomKey);
  const [reason, setReason] = useState("");
  const sum = useSum(data.refundable);
  const plan = useQuery({
    queryKey: ["refund-plan", data.bookingId, sum.amount],
    queryFn: () => planRefund(data.bookingId, sum.amount),
    enabled: sum.fits,
    staleTime: 0,
    retry: false,
  });
  const give = useMutation({
    mutationFn: () => giveBack(data.bookingId, sum.amount, reason, key),
    onSuccess: () => {
      showToast(t("money.refundOrdered"));
      onDone();
    },
    onSettled: onChanged,
  });
  const words = (amount: number) => money(locale, amount, data.currency);
  return (
    <Form onSend={() => give.mutate()}>
      <p>{t("money.giveBackText", { amount: words(data.refundable) })}</p>
      <Failed error={give.error ?? plan.error} />
      <Field
        label={t("money.amount")}
        inputMode="decimal"
        required
        value={sum.text}
        onChange={({ target }) => sum.setText(target.value)}
      />
      <Field
        label={t("deed.reason")}
        hint={t("deed.reasonHint")}
        required
        minLength={3}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {plan.data && sum.fits ? (
        <Notice tone="plain">
          {t("money.planTitle")}
          {plan.data.shares.map(({ paymentId, method, amount }) => (
            <span key={paymentId} className="block">
              {t("money.plan", {
                amount: words(amount),
                method: t(method === DESK ? "money.desk" : "money.card"),
              })}
            </span>
          ))}
        </Notice>
      ) : null}
      <Button
        type="submit"
        look="danger"
        busy={give.isPending}
        disabled={!sum.fits || !plan.data || reason.trim().length < 3}
      >
        {t("money.giveBack")}
      </Button>
    </Form>
  );
}
