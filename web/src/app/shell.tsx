import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { CalendarDays, Moon, Search, Sun, UserRound, WifiOff } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLanguage } from "@/lib/i18n";
import { LOCALES, type Locale } from "@/lib/locale";
import { storedSession, watchSession } from "@/lib/session-store";
import { chooseTheme, currentTheme } from "@/lib/theme";
import { useOnline } from "@/lib/use-online";
import { buttonClass, IconButton } from "@/ui/button";
import { Help } from "./help";
import { UpdateBanner } from "./update-banner";
import "./shell.css";

const OWN_NAMES: Record<Locale, { short: string; long: string }> = {
  kk: { short: "Қаз", long: "Қазақша" },
  ru: { short: "Рус", long: "Русский" },
  en: { short: "Eng", long: "English" },
};

function LanguageSwitch() {
  const { locale, choose, t } = useLanguage();
  return (
    <fieldset className="languages">
      <legend className="hidden">{t("shell.language")}</legend>
      {LOCALES.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === locale}
          title={OWN_NAMES[code].long}
          onClick={() => choose(code)}
        >
          {OWN_NAMES[code].short}
        </button>
      ))}
    </fieldset>
  );
}

function ThemeSwitch() {
  const { t } = useLanguage();
  const [theme, setTheme] = useState(currentTheme);
  const next = theme === "dark" ? "light" : "dark";
  return (
    <IconButton
      label={t(next === "dark" ? "shell.dark" : "shell.light")}
      onClick={() => {
        chooseTheme(next);
        setTheme(next);
      }}
    >
      {next === "dark" ? (
        <Moon size={20} aria-hidden="true" />
      ) : (
        <Sun size={20} aria-hidden="true" />
      )}
    </IconButton>
  );
}

function Logo() {
  return (
    <Link to="/" className="logo" aria-label="SmartBooking">
      <svg width="28" height="28" viewBox="0 0 26 26" aria-hidden="true">
        <g fill="var(--primary)">
          <rect x="1" y="4" width="24" height="6" rx="3" opacity=".35" />
          <rect x="1" y="4" width="15" height="6" rx="3" />
          <rect x="1" y="16" width="24" height="6" rx="3" opacity=".35" />
        </g>
        <rect x="11" y="16" width="9" height="6" rx="3" fill="var(--sun)" />
      </svg>
      <span>SmartBooking</span>
    </Link>
  );
}

/** After a change of page the focus goes to its start, as it would after a full load. */
function useFocusOnNavigation() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current === path) return;
    seen.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return { main, path };
}

export function Shell() {
  const { t } = useLanguage();
  const online = useOnline();
  const session = useSyncExternalStore(watchSession, storedSession);
  const { main, path } = useFocusOnNavigation();
  // Checkout shows nothing that leads away from it by accident.
  const bare = path.startsWith("/c/") || path.startsWith("/v/");
  return (
    <div className={bare ? "bare" : ""}>
      <a className="skip" href="#main">
        {t("shell.skip")}
      </a>
      <header className="header no-print">
        <div className="header-line">
          <Logo />
          <nav className="header-nav" aria-label={t("shell.navigation")}>
            <Link to="/b" className={`${buttonClass({ look: "quiet" })} wide-only`}>
              {t("nav.business")}
            </Link>
            <Link to="/bookings" className={`${buttonClass({ look: "quiet" })} wide-only`}>
              {t("nav.bookings")}
            </Link>
            <LanguageSwitch />
            <ThemeSwitch />
            <Help path={path} />
            <Link
              to={session ? "/profile" : "/login"}
              className={`${buttonClass({ look: "secondary" })} wide-only`}
            >
              <UserRound size={18} aria-hidden="true" />
              {session ? session.name || t("nav.profile") : t("nav.signIn")}
            </Link>
          </nav>
        </div>
        <UpdateBanner path={path} />
        <div role="status">
          {online ? null : (
            <div className="offline">
              <WifiOff size={18} aria-hidden="true" /> {t("shell.offline")}
            </div>
          )}
        </div>
      </header>
      <main
        id="main"
        className="main"
        ref={main}
        tabIndex={-1}
        style={{ outline: 0, boxShadow: "none" }}
      >
        <Outlet />
      </main>
      <footer className="footer no-print">
        <div className="row">
          <span>SmartBooking</span>
          <nav className="footer-links" aria-label={t("footer.label")}>
            <Link to="/hotels">{t("vertical.hotel")}</Link>
            <Link to="/restaurants">{t("vertical.restaurant")}</Link>
            <Link to="/bookings">{t("footer.find")}</Link>
            <Link to="/b">{t("nav.business")}</Link>
          </nav>
        </div>
      </footer>
      <nav className="tabs no-print" aria-label={t("shell.sections")}>
        <Link to="/s">
          <Search size={22} aria-hidden="true" /> {t("nav.search")}
        </Link>
        <Link to="/bookings">
          <CalendarDays size={22} aria-hidden="true" /> {t("nav.bookings")}
        </Link>
        <Link to={session ? "/profile" : "/login"}>
          <UserRound size={22} aria-hidden="true" /> {t("nav.profile")}
        </Link>
      </nav>
    </div>
  );
}
