import { type KeyboardEvent, useState } from "react";
import type { components } from "@/api/v1";
import { money } from "@/lib/format/money";
import { dateWithYear } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";

interface MemberCodeProps {
  /** The membership the shown price knows of; signed in, it needs no code. */
  member: components["schemas"]["QuoteMemberOut"] | null | undefined;
  currency: string;
  error: Error | null;
  onApply: (code: string | undefined) => void;
}

/** "I am a member": one code, and the price above changes at once. */
export function MemberCode({ member, currency, error, onApply }: MemberCodeProps) {
  const { t, locale } = useLanguage();
  const [code, setCode] = useState("");
  const apply = () => onApply(code.trim() || undefined);
  const enter = (event: KeyboardEvent) => {
    if (event.key === "Enter") apply();
  };
  return (
    <>
      <details className="promo">
        <summary>{t("member.ask")}</summary>
        <div className="promo-line">
          <Field
            label={t("member.code")}
            name="member"
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={40}
            value={code}
            error={error ? problemText(t, error) : undefined}
            onChange={({ target }) => setCode(target.value)}
            onKeyDown={enter}
          />
          <Button look="secondary" onClick={apply}>
            {t("panel.promoApply")}
          </Button>
        </div>
      </details>
      {member ? (
        <p className="small member-known" role="status">
          <b>
            {t("member.known", {
              plan: member.plan,
              date: dateWithYear(locale, member.lastDay),
            })}
          </b>{" "}
          {member.applied && member.saving
            ? t("member.saving", { amount: money(locale, member.saving, currency) })
            : null}
          {member.applied ? null : t("member.nothing")}
        </p>
      ) : null}
    </>
  );
}
