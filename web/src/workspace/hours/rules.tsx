import type { RulesFields } from "@/api/owner-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { Field } from "@/ui/field";

type NumberRule = {
  [K in keyof RulesFields]-?: NonNullable<RulesFields[K]> extends number ? K : never;
}[keyof RulesFields];

interface Row {
  name: NumberRule;
  label: MessageId;
  /** Pads belong to a resource, nights only to what is sold by nights. */
  of?: "resource" | "nights" | "time";
}

const ROWS: readonly Row[] = [
  { name: "minNoticeMinutes", label: "hours.notice" },
  { name: "horizonDays", label: "hours.horizon" },
  { name: "stepMinutes", label: "hours.step", of: "time" },
  { name: "minMinutes", label: "hours.minMinutes", of: "time" },
  { name: "maxMinutes", label: "hours.maxMinutes", of: "time" },
  { name: "minNights", label: "hours.minNights", of: "nights" },
  { name: "maxNights", label: "hours.maxNights", of: "nights" },
  { name: "padBeforeMinutes", label: "hours.padBefore", of: "resource" },
  { name: "padAfterMinutes", label: "hours.padAfter", of: "resource" },
];

/** Every rule may stay empty; the hint says what then holds. */
export function Rules({
  rules,
  effective,
  resource,
  nights,
  onChange,
}: {
  rules: RulesFields;
  effective: RulesFields | undefined;
  resource: boolean;
  nights: boolean;
  onChange: (rules: RulesFields) => void;
}) {
  const { t } = useLanguage();
  const fits = ({ of }: Row) =>
    of === undefined || (of === "resource" ? resource && !nights : nights === (of === "nights"));
  return (
    <section className="card hours-card">
      <h2>{t("hours.rules")}</h2>
      <div className="hours-rules">
        {ROWS.filter(fits).map(({ name, label }) => {
          const inherited = effective?.[name];
          return (
            <Field
              key={name}
              label={t(label)}
              type="number"
              min={0}
              value={rules[name] ?? ""}
              placeholder={inherited == null ? "" : String(inherited)}
              onChange={({ target }) =>
                onChange({ ...rules, [name]: target.value === "" ? null : Number(target.value) })
              }
            />
          );
        })}
      </div>
    </section>
  );
}
