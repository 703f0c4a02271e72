import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Copy } from "lucide-react";
import { useState } from "react";
import { type MembershipDetail, makeMemberCode, readMembership } from "@/api/membership-calls";
import { addDays, datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { phoneText } from "@/lib/format/phone";
import { dateWithYear, dayRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { showToast } from "@/lib/toast";
import { Button, IconButton } from "@/ui/button";
import { ErrorState, Notice, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { Failed } from "@/workspace/frame/desk-form";
import { mayOpen } from "@/workspace/frame/sections";
import { DEEDS, type Deed, DeedForm } from "./deed-form";
import { NOTES, STANDINGS } from "./words";

interface SheetProps {
  membershipId: string;
  fresh?: string | undefined;
}

/** One membership: on which days it counts, what may be done with it, and everything that happened. */
export function MembershipSheet({ membershipId, fresh }: SheetProps) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [code, setCode] = useState(fresh);
  const [deed, setDeed] = useState<Deed>();
  const found = useQuery({
    queryKey: ["memberships", id, membershipId],
    queryFn: () => readMembership(id, membershipId),
    refetchOnMount: "always",
  });
  const changed = () => {
    setDeed(undefined);
    void queries.invalidateQueries({ queryKey: ["memberships", id] });
  };
  const recode = useMutation({
    mutationFn: () => makeMemberCode(id, membershipId),
    onSuccess: (made) => {
      setCode(made.code);
      changed();
    },
  });
  if (found.isError) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={300} />;
  const one = found.data;
  return (
    <div className="stack" style={{ "--gap": "16px" }}>
      <Standing one={one} />
      {code ? <Code code={code} /> : null}
      <Failed error={recode.error} />
      {deed === "code" ? (
        <div className="stack">
          <Notice tone="warn">{t("members.newCodeText")}</Notice>
          <Button busy={recode.isPending} onClick={() => recode.mutate()}>
            {t("cards.newCode")}
          </Button>
        </div>
      ) : deed ? (
        <DeedForm deed={deed} membership={one} onDone={changed} />
      ) : (
        <Deeds one={one} onChoose={setDeed} />
      )}
      <History one={one} />
      <Uses one={one} />
    </div>
  );
}

function Standing({ one }: { one: MembershipDetail }) {
  const { t, locale } = useLanguage();
  const { label, tone } = STANDINGS[one.standing];
  const resting = one.frozenFrom && one.frozenUntil && one.standing === "frozen";
  return (
    <div className="members-standing">
      <p>
        <b>{one.planName}</b> <Tag tone={tone}>{t(label)}</Tag>
      </p>
      <p className="second">
        {t("members.paidUntil", { date: dateWithYear(locale, addDays(one.validUntil, -1)) })}
        {one.standing === "grace"
          ? ` · ${t("members.graceUntil", { date: dateWithYear(locale, one.lastDay) })}`
          : ""}
        {resting
          ? ` · ${t("members.restsUntil", { date: dateWithYear(locale, addDays(one.frozenUntil ?? "", -1)) })}`
          : ""}
      </p>
      <p className="small second">
        {[
          one.holderName,
          one.holderPhone ? phoneText(one.holderPhone) : "",
          one.holderEmail,
          one.tail ? `··${one.tail}` : t("cards.noCode"),
          one.linked ? t("members.linked") : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </div>
  );
}

function Code({ code }: { code: string }) {
  const { t } = useLanguage();
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    showToast(t("cards.copied"));
  };
  return (
    <div className="members-code" role="status">
      <p className="small second">{t("members.code")}</p>
      <p className="row">
        <b className="numeric">{code}</b>
        <IconButton label={t("cards.copy")} onClick={() => void copy()}>
          <Copy size={18} aria-hidden="true" />
        </IconButton>
      </p>
      <p className="small">{t("cards.codeOnce")}</p>
    </div>
  );
}

function Deeds({ one, onChoose }: { one: MembershipDetail; onChoose: (deed: Deed) => void }) {
  const { t } = useLanguage();
  const { role } = useBusiness();
  if (one.standing === "ended") return null;
  const running = one.standing === "active";
  const offered: [Deed, boolean][] = [
    ["renew", true],
    ["freeze", running && one.freezeDaysLeft > 0],
    ["release", one.standing === "frozen"],
    ["code", true],
    ["end", mayOpen(role, "manager")],
  ];
  return (
    <div className="row">
      {offered.map(([deed, allowed]) =>
        allowed ? (
          <Button key={deed} look="secondary" onClick={() => onChoose(deed)}>
            {t(DEEDS[deed])}
          </Button>
        ) : null,
      )}
    </div>
  );
}

function History({ one }: { one: MembershipDetail }) {
  const { t, locale } = useLanguage();
  return (
    <section className="stack" style={{ gap: 6 }}>
      <h3>{t("members.history")}</h3>
      <ul className="members-history">
        {one.history.map(({ number, kind, amount, atLocal, dayFrom, dayUntil }) => (
          <li key={number}>
            <span>
              {t(NOTES[kind])}
              <small className="second">
                {dayFrom && dayUntil
                  ? dayRange(locale, dayFrom, addDays(dayUntil, -1))
                  : dateWithYear(locale, datePart(atLocal))}
              </small>
            </span>
            {amount ? <b className="numeric">{money(locale, amount, one.currency)}</b> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Uses({ one }: { one: MembershipDetail }) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  if (one.uses.length === 0) return null;
  return (
    <section className="stack" style={{ gap: 6 }}>
      <h3>{t("members.uses")}</h3>
      <ul className="members-history">
        {one.uses.map(({ bookingId, day, released }) => (
          <li key={bookingId}>
            <Link
              to="/b/$vendorId/bookings/$bookingId"
              params={{ vendorId: id, bookingId }}
              className="link"
            >
              {dateWithYear(locale, day)}
            </Link>
            {released ? <small className="second">{t("members.released")}</small> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
