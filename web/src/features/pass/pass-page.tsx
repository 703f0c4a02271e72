import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { api, body } from "@/api/client";
import { byPassCode, type HeldPass, type HolderDeed } from "@/api/pass-calls";
import { datePart } from "@/lib/civil";
import { dateWithYear } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { giftCodeIn, isPassCode } from "@/lib/value-code";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { QrCard } from "@/ui/qr-card";
import { ErrorState, Notice, Skeleton, Tag } from "@/ui/states";
import "./pass.css";

const STANDINGS: Record<HeldPass["standing"], { label: MessageId; tone: "ok" | "plain" | "warn" }> =
  {
    usable: { label: "pass.usable", tone: "ok" },
    frozen: { label: "pass.isFrozen", tone: "warn" },
    expired: { label: "pass.isOver", tone: "warn" },
    empty: { label: "pass.isEmpty", tone: "plain" },
  };

/** A code behind the # of the address stays on the device: browsers do not send it. */
function codeOfAddress(): string | undefined {
  return giftCodeIn(location.hash.slice(1));
}

/** S4e: the pass somebody holds, by its code. */
export function PassPage() {
  const { t, locale } = useLanguage();
  const { slug } = useParams({ from: "/storefront/at/$slug/pass" });
  usePageTitle(t("pass.title"));
  const business = useQuery({
    queryKey: ["business", slug, locale],
    queryFn: () => body(api.GET("/api/v1/businesses/{slug}", { params: { path: { slug } } })),
  });
  if (business.isError) {
    return (
      <div className="page narrow">
        <ErrorState error={business.error} onRetry={() => business.refetch()} />
      </div>
    );
  }
  if (!business.data) {
    return (
      <div className="page narrow">
        <Skeleton height={320} />
      </div>
    );
  }
  const { vendorId, name, offers } = business.data;
  const names = new Map(offers.map((offer) => [offer.id, offer.name]));
  return (
    <div className="page narrow stack" style={{ gap: 18 }}>
      <header className="stack">
        <h1>{t("pass.title")}</h1>
        <p className="second">
          <Link to="/at/$slug" params={{ slug }}>
            {name}
          </Link>
        </p>
      </header>
      <Held vendorId={vendorId} names={names} />
    </div>
  );
}

function Held({ vendorId, names }: { vendorId: string; names: ReadonlyMap<string, string> }) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [code, setCode] = useState<string>();
  const [malformed, setMalformed] = useState(false);
  const ask = useMutation({
    mutationFn: ({ deed, letters }: { deed: HolderDeed; letters: string }) =>
      byPassCode(vendorId, deed, letters),
    onSuccess: (_, { letters }) => setCode(letters),
  });
  const { mutate } = ask;
  useEffect(() => {
    const letters = codeOfAddress();
    if (letters) mutate({ deed: "check", letters });
  }, [mutate]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const letters = giftCodeIn(typed);
    const fits = letters !== undefined && isPassCode(letters);
    setMalformed(!fits);
    if (fits) mutate({ deed: "check", letters });
  };
  const unknown = ask.error instanceof ApiProblem && ask.error.problem.reason === "unknown";
  const wrong = malformed || unknown ? t("gift.unknown") : undefined;
  const act = (deed: HolderDeed) => code && mutate({ deed, letters: code });
  return (
    <>
      {ask.data && code ? (
        <PassCard held={ask.data} code={code} names={names} busy={ask.isPending} onAct={act} />
      ) : (
        <form className="card block stack pass-ask" onSubmit={send}>
          <p>{t("pass.askText")}</p>
          <Field
            label={t("pass.code")}
            name="code"
            required
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={40}
            value={typed}
            {...(wrong ? { error: wrong } : {})}
            onChange={({ target }) => setTyped(target.value)}
          />
          <Button type="submit" wide busy={ask.isPending}>
            {t("pass.show")}
          </Button>
        </form>
      )}
      {ask.error && !unknown ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, ask.error)}</Notice>
        </div>
      ) : null}
    </>
  );
}

interface CardProps {
  held: HeldPass;
  code: string;
  names: ReadonlyMap<string, string>;
  busy: boolean;
  onAct: (deed: HolderDeed) => void;
}

function PassCard({ held, code, names, busy, onAct }: CardProps) {
  const { t, locale } = useLanguage();
  const { label, tone } = STANDINGS[held.standing];
  const day = (instant: string) => dateWithYear(locale, datePart(instant));
  const printed = code.match(/.{4}/g)?.join("-") ?? code;
  const name = held.planName[locale] ?? held.planName.ru ?? Object.values(held.planName)[0];
  const mayFreeze = held.standing === "usable" && held.freezeLeft > 0 && !held.waits;
  return (
    <article className="card block stack pass-card">
      <div className="row">
        <h2>{name}</h2>
        <Tag tone={tone}>{t(label)}</Tag>
      </div>
      <p className="pass-left">
        <b className="numeric">{held.visits}</b>
        <span className="second">{t("pass.leftOf", { n: held.visitsSold })}</span>
      </p>
      <p>{held.waits ? t("pass.waits") : t("pass.until", { date: day(held.validUntil) })}</p>
      <p className="small second">
        <Covered held={held} names={names} />
      </p>
      <QrCard text={printed} label={t("pass.qr")} />
      <p className="numeric pass-code">{printed}</p>
      {held.standing === "frozen" ? (
        <>
          <Notice tone="plain">
            {t("pass.frozenTo", { date: day(held.frozenUntil ?? held.validUntil) })}
          </Notice>
          <Button busy={busy} onClick={() => onAct("release")}>
            {t("pass.release")}
          </Button>
        </>
      ) : null}
      {mayFreeze ? (
        <>
          <p className="small second">{t("pass.freezeText", { n: held.freezeLeft })}</p>
          <Button look="secondary" busy={busy} onClick={() => onAct("freeze")}>
            {t("pass.freeze")}
          </Button>
        </>
      ) : null}
      {held.standing === "expired" ? <Notice tone="warn">{t("pass.overText")}</Notice> : null}
    </article>
  );
}

/** What it pays for, in the names the business's page shows. */
function Covered({ held, names }: { held: HeldPass; names: ReadonlyMap<string, string> }) {
  const { t } = useLanguage();
  const { everything, resourceIds, serviceIds } = held.covers;
  if (everything) return t("pass.coversAll");
  const covered = [...(resourceIds ?? []), ...(serviceIds ?? [])].map((id) => names.get(id));
  return t("pass.covers", { what: covered.filter(Boolean).join(", ") });
}
