import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Person, setAccess } from "@/api/console-calls";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";

/** Closing or opening an account, always with a reason; for administrators. */
export function Access({ person }: { person: Person }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const open = person.status === "suspended";
  const change = useMutation({
    mutationFn: () => setAccess(person.id, open, reason.trim()),
    onSuccess: async () => {
      setReason("");
      await queries.invalidateQueries({ queryKey: ["ops-person", person.id] });
    },
  });
  return (
    <div className="ops-form">
      <Field
        label={t("ops.reason")}
        maxLength={1000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {change.error ? <Notice tone="bad">{problemText(t, change.error)}</Notice> : null}
      <div className="row">
        <Button
          look={open ? "primary" : "danger"}
          disabled={reason.trim() === ""}
          busy={change.isPending}
          onClick={() => change.mutate()}
        >
          {t(open ? "ops.openAccount" : "ops.closeAccount")}
        </Button>
      </div>
    </div>
  );
}
