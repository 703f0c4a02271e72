import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changeLimit, type LimitView, readLimitHistory } from "@/api/switch-calls";
import { stamp } from "@/lib/format/stamp";
import { type Translate, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { LIMIT_WORDS } from "./limit-words";

const LEAST_REASON = 5;

function rangeOf(t: Translate, { kind, name, least, most }: LimitView): string {
  if (kind === "rate") return t("ops.limitRateForm");
  if (name === "support_hours") return t("ops.limitHoursForm");
  if (least == null) return "";
  return most == null ? t("ops.limitLeast", { least }) : t("ops.limitRange", { least, most });
}

interface HistoryProps {
  limit: LimitView;
  onTake: (value: string) => void;
}

function History({ limit, onTake }: HistoryProps) {
  const { t } = useLanguage();
  const found = useQuery({
    queryKey: ["ops-limit-history", limit.name, limit.version],
    queryFn: () => readLimitHistory(limit.name),
  });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={72} />;
  const past = found.data.data;
  return (
    <>
      <h3>{t("ops.limitHistory")}</h3>
      {past.length === 0 ? <p className="second small">{t("ops.limitNever")}</p> : null}
      <ul className="ops-rows">
        {past.map(({ version, value, reason, changedAt }) => (
          <li key={version} className="ops-line">
            <span className="numeric">{value ?? t("ops.limitToUsual")}</span>
            <span className="second small">
              {stamp(changedAt)} · {reason}
            </span>
            {(value ?? limit.usual) === limit.value ? null : (
              <Button look="quiet" onClick={() => onTake(value ?? limit.usual)}>
                {t("ops.limitTake")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Form({ limit, onDone }: { limit: LimitView; onDone: () => void }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [value, setValue] = useState(limit.value);
  const [reason, setReason] = useState("");
  const wanted = value.trim();
  const change = useMutation({
    mutationFn: () =>
      changeLimit({
        name: limit.name,
        // What the installation says is said by it again, also after the next installation.
        value: wanted === limit.usual ? null : wanted,
        version: limit.version ?? 0,
        reason: reason.trim(),
      }),
    onSuccess: (now) => {
      queries.setQueryData(["ops-limits"], now);
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="ops-form" onSubmit={submit}>
      <p className="second small">{t("ops.limitUsual", { value: limit.usual })}</p>
      <Field
        label={t("ops.limitNew")}
        maxLength={40}
        value={value}
        hint={rangeOf(t, limit)}
        onChange={({ target }) => setValue(target.value)}
      />
      <Field
        label={t("ops.swReason")}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {change.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, change.error)}</Notice>
        </div>
      ) : null}
      <Button
        type="submit"
        disabled={wanted === "" || wanted === limit.value || reason.trim().length < LEAST_REASON}
        busy={change.isPending}
      >
        {t("ops.limitChange")}
      </Button>
      <History limit={limit} onTake={setValue} />
    </form>
  );
}

/** Changes one limit, with a reason; any value it ever had can be put back. */
export function ChangeLimit({ limit }: { limit: LimitView }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const words = LIMIT_WORDS[limit.name];
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t("ops.limitChange")}
        <span className="hidden"> {words ? t(words) : limit.name}</span>
      </Button>
      <Dialog title={words ? t(words) : limit.name} open={open} onClose={() => setOpen(false)}>
        {open ? <Form limit={limit} onDone={() => setOpen(false)} /> : null}
      </Dialog>
    </>
  );
}
