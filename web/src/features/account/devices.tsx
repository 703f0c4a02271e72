import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endDevice, endOtherDevices, readDevices } from "@/api/account-calls";
import { deviceName } from "@/lib/device-name";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { ErrorState, Skeleton, Tag } from "@/ui/states";

/** Where the account is signed in; any of them can be ended from here. */
export function Devices() {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: ["devices"], queryFn: readDevices });
  const end = useMutation({
    mutationFn: (id: string | undefined) => (id ? endDevice(id) : endOtherDevices()),
    onSuccess: async () => {
      showToast(t("account.deviceEnded"));
      await queries.invalidateQueries({ queryKey: ["devices"] });
    },
  });
  const devices = [...(data?.data ?? [])].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <section className="card account-part">
      <h2>{t("account.devices")}</h2>
      {error && !data ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
      {data || error ? null : <Skeleton height={64} />}
      <ul>
        {devices.map(({ id, device, current, lastSeenAt }) => (
          <li key={id} className="device">
            <div>
              <p>
                {deviceName(device)}{" "}
                {current ? <Tag tone="ok">{t("account.thisDevice")}</Tag> : null}
              </p>
              <p className="small muted">
                {t("account.lastSeen", { day: shortDay(locale, lastSeenAt.slice(0, 10)) })}
              </p>
            </div>
            {current ? null : (
              <Button look="quiet" busy={end.isPending} onClick={() => end.mutate(id)}>
                {t("account.endDevice")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {end.error ? <ErrorState error={end.error} /> : null}
      {devices.length > 1 ? (
        <div>
          <Button look="secondary" busy={end.isPending} onClick={() => end.mutate(undefined)}>
            {t("account.endOthers")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
