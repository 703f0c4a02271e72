import { clock, stamp } from "@/lib/format/stamp";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { Tag } from "@/ui/states";
import "./acting-rows.css";

export interface ActingRow {
  id: string;
  operatorName: string;
  reason: string;
  startedAt: string;
  expiresAt: string;
  endedAt: string | null;
  open: boolean;
  acts: number;
}

interface ActingRowsProps {
  rows: readonly ActingRow[];
  busy: boolean;
  onEnd: (id: string) => void;
}

/** Who acted in a person's name, why, how long, and how much was changed. */
export function ActingRows({ rows, busy, onEnd }: ActingRowsProps) {
  const { t } = useLanguage();
  return (
    <ul className="acted">
      {rows.map(({ id, operatorName, reason, startedAt, expiresAt, endedAt, open, acts }) => (
        <li key={id}>
          <div>
            <p>
              {reason} {open ? <Tag tone="bad">{t("acting.open")}</Tag> : null}
            </p>
            <p className="small muted">
              {operatorName || t("acting.operator")} · {stamp(startedAt)}–
              {clock(endedAt ?? expiresAt)} · {t("acting.acts", { n: acts })}
            </p>
          </div>
          {open ? (
            <Button look="quiet" busy={busy} onClick={() => onEnd(id)}>
              {t("acting.end")}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
