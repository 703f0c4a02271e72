import { useMutation } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { signIn } from "@/api/booking-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { takeReturn } from "@/lib/return-path";
import { Field } from "@/ui/field";
import { AccountForm, keepSession } from "./account-form";

export function SignInPage() {
  const { t } = useLanguage();
  const { next } = useSearch({ from: "/storefront/login" });
  const onward = next ? { next } : {};
  const { history } = useRouter();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  usePageTitle(t("nav.signIn"));
  const mutation = useMutation({
    mutationFn: () => signIn(login.trim(), password),
    onSuccess: (session) => {
      keepSession(session);
      history.replace(takeReturn() ?? next ?? "/bookings");
    },
  });
  return (
    <AccountForm
      title={t("nav.signIn")}
      text={t("account.notNeeded")}
      submit={t("nav.signIn")}
      mutation={mutation}
      footer={
        <Link to="/register" search={onward}>
          {t("account.toRegister")}
        </Link>
      }
    >
      <Field
        label={t("account.login")}
        autoComplete="username"
        required
        value={login}
        onChange={({ target }) => setLogin(target.value)}
      />
      <Field
        label={t("account.password")}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
    </AccountForm>
  );
}
