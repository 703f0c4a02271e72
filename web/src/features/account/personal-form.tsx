import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Account, type AccountChange, changeAccount } from "@/api/account-calls";
import { normalPhone } from "@/lib/guest-store";
import { useLanguage } from "@/lib/i18n";
import { isLocale, LOCALES, type Locale } from "@/lib/locale";
import { fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { saveSession, storedSession } from "@/lib/session-store";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field, PhoneField } from "@/ui/field";
import { Notice } from "@/ui/states";

const NAMES: Record<Locale, string> = { kk: "Қазақша", ru: "Русский", en: "English" };

interface Draft {
  name: string;
  phone: string;
  email: string;
  locale: Locale;
}

function changesOf(account: Account, draft: Draft): Omit<AccountChange, "version"> {
  const phone = draft.phone.trim() === "" ? null : normalPhone(draft.phone);
  const email = draft.email.trim() === "" ? null : draft.email.trim();
  return {
    ...(draft.name.trim() === account.name ? {} : { name: draft.name.trim() }),
    ...(draft.locale === account.locale ? {} : { locale: draft.locale }),
    ...(phone === account.phone ? {} : { phone }),
    ...(email === account.email ? {} : { email }),
  };
}

/** Name and language change at once; a new way to reach somebody asks for the password. */
export function PersonalForm({ account }: { account: Account }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({
    name: account.name,
    phone: account.phone ?? "",
    email: account.email ?? "",
    locale: account.locale,
  });
  const [password, setPassword] = useState("");
  const changes = changesOf(account, draft);
  const guarded = "phone" in changes || "email" in changes;
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      changeAccount({
        version: account.version,
        ...changes,
        ...(guarded ? { currentPassword: password } : {}),
      }),
    onSuccess: async (changed) => {
      const session = storedSession();
      if (session) saveSession({ ...session, name: changed.name });
      showToast(t("account.saved"));
      await queries.invalidateQueries({ queryKey: ["account"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed });
  return (
    <form className="card account-part" onSubmit={submit}>
      <h2>{t("account.personal")}</h2>
      {error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, error)}</Notice>
        </div>
      ) : null}
      <Field
        label={t("guest.name")}
        autoComplete="name"
        required
        maxLength={120}
        value={draft.name}
        error={fieldError(error, "name")}
        onChange={({ target }) => change({ name: target.value })}
      />
      <PhoneField
        label={t("guest.phone")}
        value={draft.phone}
        error={fieldError(error, "phone")}
        onChange={({ target }) => change({ phone: target.value })}
      />
      <Field
        label={t("account.email")}
        type="email"
        autoComplete="email"
        value={draft.email}
        error={fieldError(error, "email")}
        onChange={({ target }) => change({ email: target.value })}
      />
      <label className="field">
        <span className="label">{t("account.language")}</span>
        <select
          className="input"
          value={draft.locale}
          onChange={({ target }) => {
            if (isLocale(target.value)) change({ locale: target.value });
          }}
        >
          {LOCALES.map((code) => (
            <option key={code} value={code} lang={code}>
              {NAMES[code]}
            </option>
          ))}
        </select>
      </label>
      {guarded ? (
        <Field
          label={t("account.currentPassword")}
          hint={t("account.contactPassword")}
          type="password"
          autoComplete="current-password"
          required
          value={password}
          error={fieldError(error, "currentPassword")}
          onChange={({ target }) => setPassword(target.value)}
        />
      ) : null}
      <div>
        <Button type="submit" busy={isPending} disabled={Object.keys(changes).length === 0}>
          {t("account.save")}
        </Button>
      </div>
    </form>
  );
}
