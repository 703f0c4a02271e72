import type { UseMutationResult } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import type { Session } from "@/api/booking-contract";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { saveSession } from "@/lib/session-store";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/states";

export function keepSession({ user, accessToken }: Session): void {
  saveSession({ accessToken, name: user.name ?? user.phone ?? user.email ?? "" });
}

interface AccountFormProps {
  title: string;
  text: string;
  submit: string;
  mutation: UseMutationResult<Session, Error, void>;
  children: ReactNode;
  footer: ReactNode;
  /** Why nobody can do this for now; instead of the fields. */
  closed?: string | undefined;
}

export function AccountForm(props: AccountFormProps) {
  const { title, text, submit, mutation, children, footer, closed } = props;
  const { t } = useLanguage();
  const { error } = mutation;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    mutation.mutate();
  };
  return (
    <div className="page narrow">
      <form className="card stack" style={{ padding: 22, gap: 16 }} onSubmit={onSubmit}>
        <h1>{title}</h1>
        <p className="second">{text}</p>
        {error ? (
          <div role="alert">
            <Notice tone="bad">{problemText(t, error)}</Notice>
          </div>
        ) : null}
        {closed ? <Notice tone="warn">{closed}</Notice> : children}
        {closed ? null : (
          <Button type="submit" large busy={mutation.isPending}>
            {submit}
          </Button>
        )}
        <p className="small second">{footer}</p>
      </form>
    </div>
  );
}
