import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, Outlet, useRouterState } from "@tanstack/react-router";
import {
  Banknote,
  ClipboardCheck,
  Headphones,
  ImageOff,
  ScrollText,
  ShieldAlert,
  ToggleRight,
} from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { readMe } from "@/api/console-calls";
import { useLanguage } from "@/lib/i18n";
import { LOCALES } from "@/lib/locale";
import { rememberReturn } from "@/lib/return-path";
import { storedSession, watchSession } from "@/lib/session-store";
import { buttonClass } from "@/ui/button";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import "./frame.css";

function Languages() {
  const { t, locale, choose } = useLanguage();
  return (
    <fieldset className="languages">
      <legend className="hidden">{t("shell.language")}</legend>
      {LOCALES.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === locale}
          onClick={() => choose(code)}
        >
          {code}
        </button>
      ))}
    </fieldset>
  );
}

/** Only operators and administrators pass; everybody else reads who may. */
function Gate() {
  const { t } = useLanguage();
  const me = useQuery({ queryKey: ["me"], queryFn: readMe, staleTime: 60_000 });
  if (me.error) return <ErrorState error={me.error} onRetry={() => me.refetch()} />;
  if (!me.data) return <Skeleton height={320} />;
  if (me.data.role === "customer") {
    return (
      <EmptyState title={t("ops.notYours")} text={t("ops.notYoursText")}>
        <Link to="/" className={buttonClass()}>
          {t("desk.toStorefront")}
        </Link>
      </EmptyState>
    );
  }
  return <Outlet />;
}

/** The console around every screen of the operators; its dark bar tells it from the shop at a glance. */
export function Frame() {
  const { t } = useLanguage();
  const session = useSyncExternalStore(watchSession, storedSession);
  const href = useRouterState({ select: (state) => state.location.href });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current === path) return;
    seen.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  if (!session) {
    rememberReturn(href);
    return <Navigate to="/login" replace />;
  }
  return (
    <div className="ops">
      <a className="skip" href="#main">
        {t("desk.skip")}
      </a>
      <header className="ops-bar no-print">
        <Link to="/ops" className="ops-logo">
          {t("ops.title")}
        </Link>
        <nav aria-label={t("desk.navigation")}>
          <Link to="/ops" activeOptions={{ exact: true }}>
            <Headphones size={18} aria-hidden="true" /> {t("ops.desk")}
          </Link>
          <Link to="/ops/businesses">
            <ClipboardCheck size={18} aria-hidden="true" /> {t("ops.businesses")}
          </Link>
          <Link to="/ops/money">
            <Banknote size={18} aria-hidden="true" /> {t("ops.cases")}
          </Link>
          <Link to="/ops/risk">
            <ShieldAlert size={18} aria-hidden="true" /> {t("ops.risk")}
          </Link>
          <Link to="/ops/trail">
            <ScrollText size={18} aria-hidden="true" /> {t("ops.trail")}
          </Link>
          <Link to="/ops/gaps">
            <ImageOff size={18} aria-hidden="true" /> {t("ops.gaps")}
          </Link>
          <Link to="/ops/switches">
            <ToggleRight size={18} aria-hidden="true" /> {t("ops.switches")}
          </Link>
        </nav>
        <Languages />
        <Link to="/" className="ops-out">
          {t("desk.toStorefront")}
        </Link>
      </header>
      <main id="main" className="ops-main" ref={main} tabIndex={-1}>
        <Gate />
      </main>
    </div>
  );
}
