import { useLanguage } from "@/lib/i18n";
import { Field } from "@/ui/field";

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
