import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { signOut } from "@/api/booking-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { saveSession, storedSession, watchSession } from "@/lib/session-store";
import { Button, buttonClass } from "@/ui/button";
import { EmptyState } from "@/ui/states";

export function ProfilePage() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const session = useSyncExternalStore(watchSession, storedSession);
  usePageTitle(t("nav.profile"));
  const leave = useMutation({
    mutationFn: signOut,
    // Signed out on this device in any case, also when the server did not answer.
    onSettled: async () => {
      saveSession(null);
      await navigate({ to: "/" });
    },
  });
  if (!session) {
    return (
      <div className="page narrow">
        <EmptyState title={t("account.signedOut")} text={t("account.notNeeded")}>
          <Link to="/login" className={buttonClass()}>
            {t("nav.signIn")}
          </Link>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="page narrow">
      <section className="card stack" style={{ padding: 22, gap: 16 }}>
        <h1>{session.name}</h1>
        <div className="row">
          <Link to="/bookings" className={buttonClass()}>
            {t("nav.bookings")}
          </Link>
          <Button look="secondary" busy={leave.isPending} onClick={() => leave.mutate()}>
            {t("account.signOut")}
          </Button>
        </div>
      </section>
    </div>
  );
}
