import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { closeAccount } from "@/api/account-calls";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { saveSession } from "@/lib/session-store";
import { showToast } from "@/lib/toast";
import { forgetKept } from "@/lib/updates";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";

/** What goes and what stays is said before anything happens. */
export function CloseAccount() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => closeAccount(password),
    onSuccess: async () => {
      saveSession(null);
      forgetKept();
      queries.clear();
      showToast(t("account.closed"));
      await navigate({ to: "/" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <section className="card account-part">
      <h2>{t("account.close")}</h2>
      <p className="second">{t("account.closeText")}</p>
      <div>
        <Button look="secondary" onClick={() => setOpen(true)}>
          {t("account.close")}
        </Button>
      </div>
      <Dialog title={t("account.closeAsk")} open={open} onClose={() => setOpen(false)}>
        <form className="stack" style={{ gap: 16 }} onSubmit={submit}>
          <p>{t("account.closeText")}</p>
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
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
          <Button type="submit" look="danger" wide busy={isPending}>
            {t("account.closeConfirm")}
          </Button>
          <Button look="secondary" wide onClick={() => setOpen(false)}>
            {t("account.keep")}
          </Button>
        </form>
      </Dialog>
    </section>
  );
}
