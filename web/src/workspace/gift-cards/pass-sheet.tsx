import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  freezePass,
  makePassCode,
  readPass,
  releasePass,
  type SoldPassDetail,
  undoUse,
} from "@/api/pass-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { dateWithYear } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { ErrorState, Notice, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { Failed } from "@/workspace/frame/desk-form";
import { mayOpen } from "@/workspace/frame/sections";
import { CodeShown } from "./code-shown";
import { type PassDeed, PassDeedForm } from "./pass-deed";
import { deedOf, nameIn, PASS_STANDINGS, undoable } from "./pass-words";

/** One pass: its visits, what may be done with it, and everything that happened. */
export function PassSheet({ passId, fresh }: { passId: string; fresh?: string | undefined }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [code, setCode] = useState(fresh);
  const [deed, setDeed] = useState<PassDeed | "code">();
  const found = useQuery({
    queryKey: ["passes", id, passId],
    queryFn: () => readPass(id, passId),
  });
  const changed = () => queries.invalidateQueries({ queryKey: ["passes", id] });
  const act = useMutation({
    mutationFn: async (what: () => Promise<unknown>) => {
      await what();
    },
    onSuccess: changed,
  });
  if (found.isError) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={300} />;
  const done = () => {
    setDeed(undefined);
    void changed();
  };
  const recode = async () => {
    setCode((await makePassCode(id, passId)).code);
    setDeed(undefined);
  };
  return (
    <div className="stack" style={{ "--gap": "16px" }}>
      <Standing held={found.data} />
      {code ? <CodeShown label={t("passes.code")} code={code} /> : null}
      <Failed error={act.error} />
      {deed === "code" ? (
        <div className="stack">
          <Notice tone="warn">{t("cards.newCodeText")}</Notice>
          <Button busy={act.isPending} onClick={() => act.mutate(recode)}>
            {t("cards.newCode")}
          </Button>
        </div>
      ) : deed ? (
        <PassDeedForm deed={deed} held={found.data} onDone={done} />
      ) : (
        <Deeds
          held={found.data}
          busy={act.isPending}
          onChoose={setDeed}
          onAct={(what) => act.mutate(what)}
        />
      )}
      <History held={found.data} />
    </div>
  );
}

function Standing({ held }: { held: SoldPassDetail }) {
  const { t, locale } = useLanguage();
  const { label, tone } = PASS_STANDINGS[held.standing];
  const day = (instant: string) => dateWithYear(locale, datePart(instant));
  return (
    <div className="gift-standing">
      <p>
        <span className="second small">{nameIn(held.planName, locale)}</span>
        <b className="numeric">{t("passes.of", { n: held.visits, of: held.visitsSold })}</b>
      </p>
      <p className="small second">
        <Tag tone={tone}>{t(label)}</Tag>{" "}
        {held.waits ? t("passes.waits") : t("cards.until", { date: day(held.validUntil) })}
        {held.tail ? ` · ··${held.tail}` : ""}
      </p>
      {held.frozenUntil ? (
        <p className="small second">{t("passes.frozenTo", { date: day(held.frozenUntil) })}</p>
      ) : null}
    </div>
  );
}

interface DeedsProps {
  held: SoldPassDetail;
  busy: boolean;
  onChoose: (deed: PassDeed | "code") => void;
  onAct: (what: () => Promise<unknown>) => void;
}

function Deeds({ held, busy, onChoose, onAct }: DeedsProps) {
  const { t } = useLanguage();
  const { id, role } = useBusiness();
  const manager = mayOpen(role, "manager");
  const frozen = held.standing === "frozen";
  const usable = held.standing === "usable";
  const slip = undoable(held.movements);
  return (
    <div className="row">
      {usable ? (
        <Button busy={busy} onClick={() => onChoose("use")}>
          {t("passes.use")}
        </Button>
      ) : null}
      {slip ? (
        <Button look="secondary" onClick={() => onAct(() => undoUse(id, held.id, slip.number))}>
          {t("passes.undo")}
        </Button>
      ) : null}
      {usable && held.freezeLeft > 0 && !held.waits ? (
        <Button look="secondary" onClick={() => onAct(() => freezePass(id, held.id))}>
          {t("cards.freeze")}
        </Button>
      ) : null}
      {frozen ? (
        <Button look="secondary" onClick={() => onAct(() => releasePass(id, held.id))}>
          {t("cards.release")}
        </Button>
      ) : null}
      <Button look="secondary" onClick={() => onChoose("code")}>
        {t("cards.newCode")}
      </Button>
      {manager ? (
        <Button look="secondary" onClick={() => onChoose("prolong")}>
          {t("cards.prolong")}
        </Button>
      ) : null}
      {manager && held.visits > 0 ? (
        <Button look="secondary" onClick={() => onChoose("payOut")}>
          {t("cards.payOut")}
        </Button>
      ) : null}
    </div>
  );
}

function History({ held }: { held: SoldPassDetail }) {
  const { t, locale } = useLanguage();
  const signed = (visits: number) => (visits > 0 ? `+${visits}` : `−${-visits}`);
  return (
    <section className="stack" style={{ gap: 6 }}>
      <h3>{t("cards.history")}</h3>
      <p className="small second">
        {t("passes.owed", { amount: money(locale, held.owed, held.currency) })}
      </p>
      <ul className="gift-history">
        {held.movements.map((one) => (
          <li key={one.number}>
            <span>
              {t(deedOf(one))}
              <small className="second">{dateWithYear(locale, datePart(one.atLocal))}</small>
            </span>
            <span className="numeric">
              {one.visits ? <b>{signed(one.visits)}</b> : null}
              <small className="second">{t("passes.left", { n: one.left })}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
