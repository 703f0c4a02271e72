import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { readAccount } from "@/api/account-calls";
import { signOut } from "@/api/booking-calls";
import { currentActing, watchActing } from "@/lib/acting-store";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { saveSession, storedSession, watchSession } from "@/lib/session-store";
import { forgetKept } from "@/lib/updates";
import { Button, buttonClass } from "@/ui/button";
import { EmptyState, ErrorState, Notice, Skeleton } from "@/ui/states";
import { Acted } from "./acted";
import { CloseAccount } from "./close-account";
import { Devices } from "./devices";
import { PasswordForm } from "./password-form";
import { PersonalForm } from "./personal-form";
import { SavedCards } from "./saved-cards";
import "./account.css";

function SignedOut() {
  const { t } = useLanguage();
  return (
    <div className="page narrow">
      <EmptyState title={t("account.signedOut")} text={t("account.notNeeded")}>
        <Link to="/login" search={{ next: "/profile" }} className={buttonClass()}>
          {t("nav.signIn")}
        </Link>
        <Link to="/register" className={buttonClass({ look: "secondary" })}>
          {t("account.register")}
        </Link>
      </EmptyState>
    </div>
  );
}

export function ProfilePage() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const session = useSyncExternalStore(watchSession, storedSession);
  const acting = useSyncExternalStore(watchActing, currentActing);
  usePageTitle(t("nav.profile"));
  const account = useQuery({
    queryKey: ["account", session?.name],
    queryFn: readAccount,
    enabled: session !== null,
  });
  const leave = useMutation({
    mutationFn: signOut,
    // Signed out on this device in any case, also when the server did not answer.
    onSettled: async () => {
      saveSession(null);
      forgetKept();
      await navigate({ to: "/" });
    },
  });
  if (!session) return <SignedOut />;
  const { data, error, refetch } = account;
  return (
    <div className="page narrow stack" style={{ gap: 18 }}>
      <div className="account-head">
        <h1>{data?.name ?? session.name}</h1>
        <div className="row">
          <Link to="/bookings" className={buttonClass({ look: "secondary" })}>
            {t("nav.bookings")}
          </Link>
          {acting ? null : (
            <Button look="quiet" busy={leave.isPending} onClick={() => leave.mutate()}>
              {t("account.signOut")}
            </Button>
          )}
        </div>
      </div>
      {error && !data ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
      {acting ? (
        <Notice tone="plain">{t("acting.notAllowed")}</Notice>
      ) : (
        <>
          {data ? <PersonalForm key={data.version} account={data} /> : null}
          {data || error ? null : <Skeleton height={420} />}
          <SavedCards />
          <Devices />
        </>
      )}
      <Acted />
      {acting ? null : (
        <>
          <PasswordForm />
          <CloseAccount />
        </>
      )}
    </div>
  );
}
