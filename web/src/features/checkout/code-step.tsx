import { type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import type { CodeAsked } from "@/api/booking-contract";
import { receive } from "@/lib/hold-clock";
import { type Translate, useLanguage } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { useSecondsLeft } from "@/ui/hold-bar";
import { Notice } from "@/ui/states";
import type { CodeInHand } from "./use-code";
import "./code-step.css";

interface CodeStepProps {
  code: CodeInHand;
  asked: CodeAsked;
  busy: boolean;
  onNew: () => void;
}

const DIGITS = 6;

/** Why it was refused, in the reader's words. */
function words(t: Translate, error: Error): string {
  if (!(error instanceof ApiProblem)) return t("payment.noReply");
  const { code, triesLeft, reason } = error.problem;
  if (code === "code-wrong") return t("code.wrong", { n: triesLeft ?? 0 });
  if (code === "code-over") return t(reason === "tries" ? "code.overTries" : "code.overTime");
  return problemText(t, error);
}

/** The contact is proven with the code that was sent; the form behind it stays as it was filled in. */
export function CodeStep({ code, asked, busy, onNew }: CodeStepProps) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [short, setShort] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { error } = code;
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (error) field.current?.select();
  }, [error]);
  const problem = error instanceof ApiProblem ? error.problem : undefined;
  const over = problem?.code === "code-over" || problem?.triesLeft === 0;
  const refusal = error ? words(t, error) : undefined;
  const give = (event: FormEvent) => {
    event.preventDefault();
    setShort(typed.length < DIGITS);
    if (typed.length < DIGITS) field.current?.focus();
    else if (!code.isPending) code.give(typed);
  };
  return (
    <form className="code-step stack" onSubmit={give} noValidate>
      <h2>{t("code.title")}</h2>
      <p>{t(asked.road === "sms" ? "code.sentSms" : "code.sentEmail", { to: asked.to })}</p>
      {asked.practiceUrl ? (
        <Notice tone="plain">
          {t("code.practice")}{" "}
          <a href={asked.practiceUrl} target="_blank" rel="noreferrer">
            {t("code.practiceLink")}
          </a>
        </Notice>
      ) : null}
      <Field
        ref={field}
        label={t("code.label")}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={DIGITS}
        required
        value={typed}
        error={short ? t("code.six") : refusal}
        onChange={({ target }) => {
          setShort(false);
          setTyped(target.value.replace(/\D/g, ""));
        }}
      />
      <p className="hidden" role="status">
        {short ? t("code.six") : (refusal ?? (code.wasSentAgain ? t("code.sentAgain") : ""))}
      </p>
      {over ? (
        <Button large wide type="button" busy={busy} onClick={onNew}>
          {t("code.new")}
        </Button>
      ) : (
        <Button large wide type="submit" busy={code.isPending}>
          {t("code.go")}
        </Button>
      )}
      <div className="code-more">
        {over ? null : <Again code={code} asked={asked} />}
        <Button look="quiet" type="button" onClick={() => code.ask(undefined)}>
          {t("code.change")}
        </Button>
      </div>
    </form>
  );
}

/** Sending again: after the server's half minute, as often as it allows. */
function Again({ code, asked }: { code: CodeInHand; asked: CodeAsked }) {
  const { t } = useLanguage();
  const { resendAt, serverNow } = asked;
  const moment = useMemo(
    () => (resendAt ? receive({ expiresAt: resendAt, serverNow }) : undefined),
    [resendAt, serverNow],
  );
  const left = useSecondsLeft(moment) ?? 0;
  if (!resendAt) return <p className="small second">{t("code.noResend")}</p>;
  return (
    <Button
      look="secondary"
      type="button"
      disabled={left > 0}
      busy={code.isSending}
      onClick={code.sendAgain}
    >
      {left > 0 ? t("code.resendIn", { n: left }) : t("code.resend")}
    </Button>
  );
}
