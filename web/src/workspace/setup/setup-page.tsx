import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { keepDraft, newDraft, readDraft, type SetupDraft } from "./draft";
import { StepBusiness } from "./step-business";
import { StepHours } from "./step-hours";
import { StepLive } from "./step-live";
import { StepOffers } from "./step-offers";
import "./setup.css";

const STEPS = 4;

/** From nothing to a page people can book at. Every step is stored as it is left, and goes on after a reload. */
export function SetupPage() {
  const { t } = useLanguage();
  const [draft, setDraft] = useState<SetupDraft>(readDraft);
  const main = useRef<HTMLElement>(null);
  usePageTitle(t("setup.title"));
  const change = (part: Partial<SetupDraft>) =>
    setDraft((before) => {
      const next = { ...before, ...part };
      keepDraft(next);
      return next;
    });
  const { step } = draft;
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [step]);
  return (
    <div className="setup">
      <header className="setup-head">
        <Link to="/" aria-label="SmartBooking" className="setup-logo">
          SmartBooking
        </Link>
        <div
          className="setup-progress"
          role="progressbar"
          aria-label={t("setup.title")}
          aria-valuemin={1}
          aria-valuemax={STEPS}
          aria-valuenow={step}
          aria-valuetext={t("setup.step", { n: step, all: STEPS })}
        >
          {[1, 2, 3, 4].map((n) => (
            <span key={n} className={n <= step ? "done" : ""} />
          ))}
        </div>
        <p className="small second">
          {t("setup.step", { n: step, all: STEPS })} · {t("setup.saved")}
        </p>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {step === 1 ? <StepBusiness draft={draft} onChange={change} /> : null}
        {step === 2 ? <StepHours draft={draft} onNext={() => change({ step: 3 })} /> : null}
        {step === 3 ? (
          <StepOffers
            draft={draft}
            onNext={() => change({ step: 4 })}
            onBack={() => change({ step: 2 })}
          />
        ) : null}
        {step === 4 ? <StepLive draft={draft} onAgain={() => setDraft(newDraft())} /> : null}
      </main>
    </div>
  );
}
