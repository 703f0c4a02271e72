import { useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { DateField } from "./date-field";
import { Field } from "./field";

/** "9", "930" and "9.30" are half-typed clocks; undefined when it is none. */
export function clockTyped(text: string): string | undefined {
  const digits = text.replace(/\D/g, "");
  if (digits === "" || digits.length > 4) return undefined;
  const [hour, minute] =
    digits.length <= 2 ? [digits, "0"] : [digits.slice(0, -2), digits.slice(-2)];
  if (Number(hour) > 23 || Number(minute) > 59) return undefined;
  return `${hour?.padStart(2, "0")}:${minute?.padStart(2, "0")}`;
}

interface TimeFieldProps {
  label: string;
  value: string;
  required?: boolean;
  onChange: (time: string) => void;
}

/** A time of the 24-hour clock, typed as people write it; browsers show their own clock, with AM and PM. */
export function TimeField({ label, value, required = false, onChange }: TimeFieldProps) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState<string>();
  const wrong = typed !== undefined && typed !== "" && clockTyped(typed) === undefined;
  return (
    <Field
      label={label}
      inputMode="numeric"
      autoComplete="off"
      placeholder="00:00"
      maxLength={5}
      required={required}
      value={typed ?? value}
      error={wrong ? t("time.bad") : undefined}
      onChange={({ target }) => {
        setTyped(target.value);
        const clock = clockTyped(target.value);
        if (clock || target.value === "") onChange(clock ?? "");
      }}
      onBlur={() => wrong || setTyped(undefined)}
    />
  );
}

interface MomentFieldProps {
  label: string;
  timeLabel: string;
  /** Venue time, "2026-11-21T15:30"; empty while nothing is chosen. */
  value: string;
  onChange: (moment: string) => void;
}

/** A date and a time of it. */
export function MomentField({ label, timeLabel, value, onChange }: MomentFieldProps) {
  const [date = "", time = "09:00"] = value ? value.split("T") : [];
  return (
    <div className="moment-field">
      <DateField label={label} value={date} onChange={(next) => onChange(`${next}T${time}`)} />
      <TimeField
        label={timeLabel}
        value={time.slice(0, 5)}
        onChange={(next) => date && next && onChange(`${date}T${next}`)}
      />
    </div>
  );
}
