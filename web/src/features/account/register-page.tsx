import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { register } from "@/api/booking-calls";
import { useSwitchedOff } from "@/api/use-switched-off";
import { normalPhone } from "@/lib/guest-store";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { fieldError } from "@/lib/problem";
import { Field, PhoneField } from "@/ui/field";
import { AccountForm, keepSession } from "./account-form";

const LEAST_PASSWORD = 8;

export function RegisterPage() {
  const { t, locale } = useLanguage();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/storefront/register" });
  const onward = next ? { next } : {};
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [password, setPassword] = useState("");
  const closed = useSwitchedOff("new_accounts");
  usePageTitle(t("account.register"));
  const mutation = useMutation({
    mutationFn: () => register({ name: name.trim(), phone: normalPhone(phone), password, locale }),
    onSuccess: async (session) => {
      keepSession(session);
      await navigate({ href: next ?? "/bookings", replace: true });
    },
  });
  const { error } = mutation;
  return (
    <AccountForm
      title={t("account.register")}
      text={t("account.registerText")}
      submit={t("account.register")}
      mutation={mutation}
      closed={closed ? t("closed.newAccounts") : undefined}
      footer={
        <Link to="/login" search={onward}>
          {t("account.toSignIn")}
        </Link>
      }
    >
      <Field
        label={t("guest.name")}
        autoComplete="name"
        required
        maxLength={80}
        value={name}
        error={fieldError(error, "name")}
        onChange={({ target }) => setName(target.value)}
      />
      <PhoneField
        label={t("guest.phone")}
        required
        value={phone}
        error={fieldError(error, "phone")}
        onChange={({ target }) => setPhone(target.value)}
      />
      <Field
        label={t("account.password")}
        type="password"
        autoComplete="new-password"
        required
        minLength={LEAST_PASSWORD}
        hint={t("account.passwordHint", { n: LEAST_PASSWORD })}
        value={password}
        error={fieldError(error, "password")}
        onChange={({ target }) => setPassword(target.value)}
      />
    </AccountForm>
  );
}
