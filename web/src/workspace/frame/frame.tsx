import { Link, Navigate, Outlet } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { useLanguage } from "@/lib/i18n";
import { storedSession, watchSession } from "@/lib/session-store";
import { Desk } from "@/ui/desk/desk";

/** The workspace around every screen of a business: who is signed in, which business, where to go. */
export function Frame() {
  const { t } = useLanguage();
  const session = useSyncExternalStore(watchSession, storedSession);
  if (!session) return <Navigate to="/login" />;
  return (
    <Desk>
      <a className="skip" href="#main">
        {t("desk.skip")}
      </a>
      <header className="no-print">
        <nav aria-label={t("desk.navigation")}>
          <Link to="/">{t("desk.toStorefront")}</Link>
        </nav>
      </header>
      <main id="main">
        <Outlet />
      </main>
    </Desk>
  );
}
