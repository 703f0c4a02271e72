import { type FormEvent, type ReactNode, useId } from "react";
import type { PaidBy } from "@/api/value-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Choice } from "@/ui/field";
import { Notice } from "@/ui/states";

const WAYS: readonly (readonly [PaidBy, MessageId])[] = [
  ["pay_on_site", "cards.desk"],
  ["bank_transfer", "cards.transfer"],
];

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

/** A sum as somebody types it. */
export const sumIn = (text: string) => Number(text.replace(/\s/g, "").replace(",", "."));
