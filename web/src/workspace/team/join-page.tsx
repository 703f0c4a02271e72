import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, body } from "@/api/client";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/states";

/** Where an invitation leads; its token stands behind the hash and never reaches a log. */
export function JoinPage() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  usePageTitle(t("team.join"));
  const accept = useMutation({
    mutationFn: () =>
      body(api.POST("/api/v1/invitations/accept", { body: { token: location.hash.slice(1) } })),
    onSuccess: ({ vendorId }) => navigate({ to: "/b/$vendorId", params: { vendorId } }),
  });
  return (
    <main id="main" className="desk-page narrow stack">
      <h1>{t("team.join")}</h1>
      <p className="second">{t("team.joinText")}</p>
      {accept.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, accept.error)}</Notice>
        </div>
      ) : null}
      <div>
        <Button large busy={accept.isPending} onClick={() => accept.mutate()}>
          {t("team.accept")}
        </Button>
      </div>
    </main>
  );
}
