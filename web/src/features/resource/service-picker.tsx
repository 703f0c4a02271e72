import { useQuery } from "@tanstack/react-query";
import { readService } from "@/api/calls";
import type { Offer, Slot } from "@/api/contract";
import { timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import "./service-picker.css";

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

/** When a person is free next, of the week that is shown; undefined while it is not known. */
function nextOf(slots: readonly Slot[] | undefined, person?: string): Slot | undefined {
  return slots?.find(
    ({ available, staff }) => available && (!person || (staff ?? []).includes(person)),
  );
}

interface ServicePickerProps {
  resource: Offer;
  service: string | undefined;
  staff: string | undefined;
  /** Times of the shown week by anyone; undefined while one person's times are shown. */
  slots: readonly Slot[] | undefined;
  onChange: (change: { service?: string; staff?: string | undefined }) => void;
}

/** What is done and by whom; "anyone" is chosen from the start, since it has the most times. */
export function ServicePicker({ resource, service, staff, slots, onChange }: ServicePickerProps) {
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
          <div className="people">
            <Person
              name={t("service.anyone")}
              pressed={!staff}
              next={nextOf(slots)}
              known={slots !== undefined}
              onChoose={() => onChange({ staff: undefined })}
            />
            {people.map(({ resourceId, name }) => (
              <Person
                key={resourceId}
                name={name}
                pressed={staff === resourceId}
                next={nextOf(slots, resourceId)}
                known={slots !== undefined}
                onChoose={() => onChange({ staff: resourceId })}
              />
            ))}
          </div>
        </fieldset>
      ) : null}
    </>
  );
}

interface PersonProps {
  name: string;
  pressed: boolean;
  next: Slot | undefined;
  known: boolean;
  onChoose: () => void;
}

/** Somebody to choose, and when she is free next. */
function Person({ name, pressed, next, known, onChoose }: PersonProps) {
  const { t, locale } = useLanguage();
  const when = next
    ? t("service.next", {
        day: shortDay(locale, next.startLocal),
        time: timePart(next.startLocal),
      })
    : t("service.noNext");
  return (
    <button type="button" className="person" aria-pressed={pressed} onClick={onChoose}>
      <span className="person-mark" aria-hidden="true">
        {name.trim().charAt(0)}
      </span>
      <span>
        {name}
        <small className="numeric">{known ? when : ""}</small>
      </span>
    </button>
  );
}
