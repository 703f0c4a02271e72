import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changePassword } from "@/api/account-calls";
import { useLanguage } from "@/lib/i18n";
import { fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";

const LEAST = 8;

/** A new password ends every other session. */
export function PasswordForm() {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: async () => {
      setCurrent("");
      setNext("");
      showToast(t("account.passwordChanged"));
      await queries.invalidateQueries({ queryKey: ["devices"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="card account-part" onSubmit={submit}>
      <h2>{t("account.changePassword")}</h2>
      {error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, error)}</Notice>
        </div>
      ) : null}
      <Field
        label={t("account.currentPassword")}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        error={fieldError(error, "currentPassword")}
        onChange={({ target }) => setCurrent(target.value)}
      />
      <Field
        label={t("account.newPassword")}
        type="password"
        autoComplete="new-password"
        required
        minLength={LEAST}
        hint={t("account.passwordHint", { n: LEAST })}
        value={next}
        error={fieldError(error, "newPassword")}
        onChange={({ target }) => setNext(target.value)}
      />
      <div>
        <Button type="submit" look="secondary" busy={isPending}>
          {t("account.changePassword")}
        </Button>
      </div>
    </form>
  );
}
