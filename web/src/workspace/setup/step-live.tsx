import { useMutation } from "@tanstack/react-query";
import { Check, Clock, Copy, ExternalLink, ImagePlus, ShieldCheck, Users } from "lucide-react";
import { datePart } from "@/lib/civil";
import { shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button, buttonClass } from "@/ui/button";
import { QrCard } from "@/ui/qr-card";
import { Notice } from "@/ui/states";
import type { SetupDraft } from "./draft";
import { bookTest } from "./setup-calls";

function TestBooking({ vendorId }: { vendorId: string }) {
  const { t, locale } = useLanguage();
  const trial = useMutation({ mutationFn: () => bookTest(vendorId) });
  const { data, error } = trial;
  const day = data ? shortDay(locale, datePart(data.startLocal)) : "";
  const when = data ? `${day}, ${timeRange(locale, data.startLocal, data.endLocal)}` : "";
  return (
    <div className="stack" aria-live="polite">
      {data ? (
        <Notice tone="sun">
          <b>{t("setup.tried", { code: data.code })}</b>
          <br />
          {t("setup.triedText", { name: data.name, when })}
        </Notice>
      ) : (
        <div>
          <Button look="secondary" busy={trial.isPending} onClick={() => trial.mutate()}>
            <Check size={18} aria-hidden="true" /> {t("setup.try")}
          </Button>
        </div>
      )}
      {error ? <Notice tone="bad">{problemText(t, error)}</Notice> : null}
    </div>
  );
}

/** The link, its code, a first booking, and what can wait. */
export function StepLive({ draft, onAgain }: { draft: SetupDraft; onAgain: () => void }) {
  const { t } = useLanguage();
  const vendorId = draft.vendorId ?? "";
  const link = `${location.origin}/at/${draft.slug ?? ""}`;
  const home = `/b/${vendorId}`;
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => showToast(t("setup.copied")),
      () => undefined,
    );
  const later = [
    { href: `${home}/offers`, text: t("setup.laterPhotos"), Icon: ImagePlus },
    { href: `${home}/hours`, text: t("setup.laterHours"), Icon: Clock },
    { href: `${home}/team`, text: t("setup.laterTeam"), Icon: Users },
    { href: `${home}/settings`, text: t("setup.laterVerify"), Icon: ShieldCheck },
  ];
  return (
    <div className="stack setup-step">
      <h1>{t("setup.live")}</h1>
      <p className="second">{t("setup.liveText")}</p>
      <div className="setup-live card">
        <QrCard text={link} label={t("setup.qr")} />
        <div className="stack">
          <label className="field">
            <span className="label">{t("setup.link")}</span>
            <input className="input" readOnly value={link} onFocus={(e) => e.target.select()} />
          </label>
          <div className="row">
            <Button onClick={copy}>
              <Copy size={18} aria-hidden="true" /> {t("setup.copy")}
            </Button>
            <a
              className={buttonClass({ look: "secondary" })}
              href={link}
              target="_blank"
              rel="noopener"
            >
              <ExternalLink size={18} aria-hidden="true" /> {t("setup.openPage")}
            </a>
          </div>
          <TestBooking vendorId={vendorId} />
        </div>
      </div>
      <Notice tone="plain">
        {t("setup.money")} {t("setup.unlisted")}
      </Notice>
      <h2>{t("setup.later")}</h2>
      <ul className="setup-later">
        {later.map(({ href, text, Icon }) => (
          <li key={href}>
            <a className="card" href={href}>
              <Icon size={20} aria-hidden="true" /> {text}
            </a>
          </li>
        ))}
      </ul>
      <div className="setup-foot">
        <Button look="quiet" onClick={onAgain}>
          {t("setup.again")}
        </Button>
        <a className={buttonClass({ large: true })} href={home}>
          {t("setup.toWorkspace")}
        </a>
      </div>
    </div>
  );
}
