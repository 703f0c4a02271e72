import { type FormEvent, type ReactNode, useId } from "react";
import type { PaidBy } from "@/api/value-calls";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Choice, Field } from "@/ui/field";
import { Notice } from "@/ui/states";
import { WAYS } from "./words";

export function Form({ onSend, children }: { onSend: () => void; children: ReactNode }) {
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

export function Failed({ error }: { error: Error | null }) {
  const { t } = useLanguage();
  if (!error) return null;
  return (
    <div role="alert">
      <Notice tone="bad">{problemText(t, error)}</Notice>
    </div>
  );
}

interface AmountProps {
  text: string;
  onChange: (text: string) => void;
}

export function AmountField({ text, onChange }: AmountProps) {
  const { t } = useLanguage();
  return (
    <Field
      label={t("cards.amount")}
      name="amount"
      inputMode="decimal"
      required
      autoComplete="off"
      maxLength={14}
      value={text}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

/** Into, or out of, which till of the business. */
export function PaidByField({
  value,
  onChange,
}: {
  value: PaidBy;
  onChange: (way: PaidBy) => void;
}) {
  const { t } = useLanguage();
  const name = useId();
  return (
    <fieldset className="stack" style={{ gap: 8 }}>
      <legend className="label">{t("cards.paidBy")}</legend>
      {WAYS.map(([way, label]) => (
        <Choice
          key={way}
          name={name}
          value={way}
          checked={way === value}
          onChange={() => onChange(way)}
        >
          {t(label)}
        </Choice>
      ))}
    </fieldset>
  );
}
