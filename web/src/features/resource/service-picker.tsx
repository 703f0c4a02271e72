import { useQuery } from "@tanstack/react-query";
import { readService } from "@/api/calls";
import type { Offer } from "@/api/contract";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Chip } from "@/ui/button";

export function useDurationText(): (minutes: number) => string {
  const { t } = useLanguage();
  return (minutes) => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return t("duration.minutes", { n: rest });
    if (rest === 0) return t("duration.hours", { n: hours });
    return `${t("duration.hours", { n: hours })} ${t("duration.minutes", { n: rest })}`;
  };
}

interface ServicePickerProps {
  resource: Offer;
  service: string | undefined;
  staff: string | undefined;
  onChange: (change: { service?: string; staff?: string | undefined }) => void;
}

/** What is done and by whom; "anyone" is chosen from the start, since it has the most times. */
export function ServicePicker({ resource, service, staff, onChange }: ServicePickerProps) {
  const { t, locale } = useLanguage();
  const durationText = useDurationText();
  const detail = useQuery({
    queryKey: ["service", service, locale],
    queryFn: () => readService(service ?? ""),
    enabled: service !== undefined,
    staleTime: 60_000,
  });
  const people = detail.data?.staff ?? [];
  return (
    <>
      <fieldset className="stack" style={{ gap: 8 }}>
        <legend className="hidden">{t("service.choose")}</legend>
        <h3>{t("service.choose")}</h3>
        {(resource.services ?? []).map((one) => (
          <button
            key={one.id}
            type="button"
            className="service"
            aria-pressed={one.id === service}
            onClick={() => onChange({ service: one.id, staff: undefined })}
          >
            <span>{one.name}</span>
            <span className="numeric">
              {one.price != null && one.currency ? money(locale, one.price, one.currency) : null}
            </span>
            <small>{durationText(one.durationMinutes)}</small>
          </button>
        ))}
      </fieldset>
      {people.length > 1 ? (
        <fieldset className="stack" style={{ gap: 8 }}>
          <legend className="hidden">{t("service.staff")}</legend>
          <h3>{t("service.staff")}</h3>
          <div className="chips">
            <Chip pressed={!staff} onClick={() => onChange({ staff: undefined })}>
              {t("service.anyone")}
            </Chip>
            {people.map(({ resourceId, name }) => (
              <Chip
                key={resourceId}
                pressed={staff === resourceId}
                onClick={() => onChange({ staff: resourceId })}
              >
                {name}
              </Chip>
            ))}
          </div>
        </fieldset>
      ) : null}
    </>
  );
}
