import { Link } from "@tanstack/react-router";
import { useLanguage } from "@/lib/i18n";
import { buttonClass } from "@/ui/button";
import { EmptyState, ErrorState } from "@/ui/states";

export function NotFound() {
  const { t } = useLanguage();
  return (
    <div className="page narrow">
      <EmptyState title={t("notFound.title")} text={t("notFound.text")}>
        <Link to="/" className={buttonClass()}>
          {t("notFound.home")}
        </Link>
      </EmptyState>
    </div>
  );
}

/** Also shown when a part of the page cannot be fetched, for instance after a new version. */
export function RouteError({ error }: { error: unknown }) {
  return (
    <div className="page narrow">
      <ErrorState error={error} onRetry={() => location.reload()} />
    </div>
  );
}
