import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import { useSwitchedOff } from "@/api/use-switched-off";
import { useLanguage } from "@/lib/i18n";
import { fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { rememberReturn } from "@/lib/return-path";
import { storedSession, watchSession } from "@/lib/session-store";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { PlanCover } from "@/ui/plan-cover";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import type { SetupDraft } from "./draft";
import { openBusiness, readTemplates, signUp } from "./setup-calls";

const LEAST_PASSWORD = 8;

interface StepProps {
  draft: SetupDraft;
  onChange: (change: Partial<SetupDraft>) => void;
}

function Templates({ draft, onChange }: StepProps) {
  const { t, locale } = useLanguage();
  const templates = useQuery({ queryKey: ["verticals", locale], queryFn: readTemplates });
  if (templates.isError) {
    return <ErrorState error={templates.error} onRetry={() => templates.refetch()} />;
  }
  return (
    <fieldset className="setup-kinds">
      <legend className="hidden">{t("setup.kind")}</legend>
      {templates.data?.data.map(({ code, label, tagline }) => (
        <label key={code} className="setup-kind">
          <input
            type="radio"
            name="vertical"
            value={code}
            checked={draft.vertical === code}
            onChange={() => onChange({ vertical: code })}
          />
          <span className="setup-kind-cover" aria-hidden="true">
            <PlanCover vertical={code} />
          </span>
          <span className="setup-kind-text">
            <b>{label}</b>
            <small>{tagline}</small>
          </span>
        </label>
      )) ?? <Skeleton height={320} />}
    </fieldset>
  );
}

/** Which business, its name, and the account behind it: everything after this has a preset. */
export function StepBusiness({ draft, onChange }: StepProps) {
  const { t, locale } = useLanguage();
  const session = useSyncExternalStore(watchSession, storedSession);
  const [password, setPassword] = useState("");
  const make = useMutation({
    mutationFn: async () => {
      const { contact, name, vertical, key } = draft;
      if (!storedSession()) await signUp(contact, password, name.trim(), locale);
      const phone = contact.includes("@") || !contact ? undefined : contact;
      return openBusiness(key, vertical, name.trim(), phone);
    },
    onSuccess: ({ vendorId, venueId, slug }) => onChange({ vendorId, venueId, slug, step: 2 }),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const noBusinesses = useSwitchedOff("new_businesses");
  const noAccounts = useSwitchedOff("new_accounts") && !session;
  if (noBusinesses || noAccounts) {
    return (
      <div className="stack setup-step">
        <h1>{t("setup.title")}</h1>
        <Notice tone="warn">
          {t(noBusinesses ? "closed.newBusinesses" : "closed.newAccounts")}
        </Notice>
      </div>
    );
  }
  const ready = draft.vertical !== "" && draft.name.trim() !== "";
  const { error } = make;
  return (
    <form className="stack setup-step" onSubmit={onSubmit}>
      <h1>{t("setup.kind")}</h1>
      <p className="second">{t("setup.kindText")}</p>
      <Templates draft={draft} onChange={onChange} />
      <div className="setup-fields">
        <Field
          label={t("setup.name")}
          name="business"
          required
          maxLength={120}
          autoComplete="organization"
          value={draft.name}
          error={fieldError(error, "name")}
          onChange={({ target }) => onChange({ name: target.value })}
        />
        {session ? (
          <p className="second setup-known">{t("setup.signedInAs", { name: session.name })}</p>
        ) : (
          <>
            <Field
              label={t("setup.contact")}
              name="contact"
              required
              autoComplete="username"
              hint={t("setup.contactHint")}
              value={draft.contact}
              error={fieldError(error, "phone") ?? fieldError(error, "email")}
              onChange={({ target }) => onChange({ contact: target.value })}
            />
            <Field
              label={t("setup.password")}
              name="password"
              type="password"
              required
              minLength={LEAST_PASSWORD}
              autoComplete="new-password"
              hint={t("account.passwordHint", { n: LEAST_PASSWORD })}
              value={password}
              error={fieldError(error, "password")}
              onChange={({ target }) => setPassword(target.value)}
            />
          </>
        )}
      </div>
      {error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, error)}</Notice>
        </div>
      ) : null}
      <div className="setup-foot">
        {session ? null : (
          <Link to="/login" onClick={() => rememberReturn("/b/setup")}>
            {t("setup.haveAccount")}
          </Link>
        )}
        <Button type="submit" large disabled={!ready} busy={make.isPending}>
          {t("setup.next")}
        </Button>
      </div>
    </form>
  );
}
