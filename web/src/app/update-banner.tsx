import { useSyncExternalStore } from "react";
import { useLanguage } from "@/lib/i18n";
import { takeUpdate, updateReady, watchUpdate } from "@/lib/updates";
import { Button } from "@/ui/button";

/** Nobody is disturbed in the middle of a booking or a payment. */
const BUSY = /^\/(c|pay)\//;

export function UpdateBanner({ path }: { path: string }) {
  const { t } = useLanguage();
  const ready = useSyncExternalStore(watchUpdate, updateReady);
  return (
    <div role="status">
      {ready && !BUSY.test(path) ? (
        <div className="update">
          {t("update.ready")}
          <Button look="quiet" onClick={takeUpdate}>
            {t("update.now")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
