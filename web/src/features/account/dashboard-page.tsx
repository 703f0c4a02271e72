import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { readMemberships } from "@/api/account-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { storedSession, watchSession } from "@/lib/session-store";
import { ErrorState, Skeleton } from "@/ui/states";

/** One address for everybody: people of a business go to its workspace, others to their bookings. */
export function DashboardPage() {
  const { t } = useLanguage();
  const session = useSyncExternalStore(watchSession, storedSession);
  usePageTitle(t("dashboard.title"));
  const { data, error, refetch } = useQuery({
    queryKey: ["memberships", session?.name],
    queryFn: readMemberships,
    enabled: session !== null,
  });
  if (!session) return <Navigate to="/login" search={{ next: "/dashboard" }} replace />;
  if (data) return <Navigate to={data.data.length > 0 ? "/b" : "/bookings"} replace />;
  return (
    <div className="page narrow stack">
      <h1>{t("dashboard.title")}</h1>
      {error ? <ErrorState error={error} onRetry={() => refetch()} /> : <Skeleton height={240} />}
    </div>
  );
}
