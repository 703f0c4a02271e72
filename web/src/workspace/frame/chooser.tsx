import { Navigate, useRouter } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { readSaved } from "@/lib/saved";
import { Avatar } from "@/ui/desk/avatar";
import { ErrorState, Skeleton } from "@/ui/states";
import { useMemberships, useOwnBusinesses } from "./business";
import { PlaceLink } from "./place-link";
import { hrefOf } from "./sections";

/** /b: straight to the only business, or the one of last time; else one chooses, or begins. */
export function Chooser() {
  const { t } = useLanguage();
  const { routesById } = useRouter();
  const memberships = useMemberships();
  const own = useOwnBusinesses();
  usePageTitle(t("desk.businesses"));
  if (memberships.isError) {
    return (
      <main className="desk-page" id="main">
        <ErrorState error={memberships.error} onRetry={() => memberships.refetch()} />
      </main>
    );
  }
  const ids = memberships.data?.data.map(({ vendorId }) => vendorId) ?? [];
  const last = readSaved("sb.business");
  const chosen = ids.length === 1 ? ids[0] : ids.find((id) => id === last);
  if (chosen) return <Navigate to="/b/$vendorId" params={{ vendorId: chosen }} replace />;
  const setup = "/b/setup" in routesById;
  return (
    <main className="desk-page narrow stack" id="main">
      <h1>{t("desk.businesses")}</h1>
      {memberships.isPending ? <Skeleton height={180} /> : null}
      {memberships.data && ids.length === 0 ? (
        <p className="second">{t("desk.noBusiness")}</p>
      ) : null}
      <ul className="desk-businesses card">
        {own.map(({ id, name, description }) => (
          <li key={id}>
            <PlaceLink href={hrefOf(id, "")}>
              <Avatar name={name} id={id} size={40} square />
              <span>
                <b>{name}</b>
                <small className="second">{description}</small>
              </span>
              <ChevronRight size={18} aria-hidden="true" />
            </PlaceLink>
          </li>
        ))}
      </ul>
      <div className="row">
        {setup ? (
          <PlaceLink className="button primary" href="/b/setup">
            {t("desk.begin")}
          </PlaceLink>
        ) : null}
        <PlaceLink className="button secondary" href="/">
          {t("desk.toStorefront")}
        </PlaceLink>
      </div>
    </main>
  );
}
