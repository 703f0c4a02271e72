import type { BookedLine } from "@/api/booking-contract";
import { bookedWhen } from "@/lib/booked-when";
import { offsetLabel } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { viewerTime } from "@/lib/viewer-time";

interface Booked {
  start?: string | null;
  startDate?: string | null;
  endDate?: string | null;
  startLocal?: string | null;
  endLocal?: string | null;
  utcOffset?: string | null;
  resourceName?: string | null;
  venue?: { name: string; city: string } | null;
  lines?: readonly BookedLine[] | null;
}

/** Where, what and when of a booking or a hold, in the place's own time. */
export function BookedSummary({ booked, heading = false }: { booked: Booked; heading?: boolean }) {
  const { t, locale } = useLanguage();
  const [line] = booked.lines ?? [];
  const when = bookedWhen(locale, booked) ?? (line ? bookedWhen(locale, line) : undefined);
  const { venue } = booked;
  const name = venue?.name ?? line?.name ?? booked.resourceName ?? "";
  const offset = booked.utcOffset ? offsetLabel(booked.utcOffset) : "";
  const zone = [venue?.city, offset].filter(Boolean).join(", ");
  const yours = when?.time ? viewerTime(booked.start ?? line?.start, booked.utcOffset) : undefined;
  return (
    <div className="stack" style={{ gap: 2 }}>
      {heading ? <h2>{name}</h2> : <b>{name}</b>}
      {(booked.lines ?? [])
        .filter((one) => one.name && one.name !== name)
        .map((one) => (
          <p key={`${one.resourceId}${one.serviceId}${one.startLocal}`} className="second">
            {one.name}
            {one.quantity > 1 ? ` × ${one.quantity}` : ""}
          </p>
        ))}
      {when ? (
        <p className="numeric">
          {when.day}
          {when.nights > 0 ? `, ${t("stay.nights", { n: when.nights })}` : ""}
          {when.time ? (
            <>
              , <span className="unbroken">{when.time}</span>
            </>
          ) : null}
        </p>
      ) : null}
      {zone ? (
        <p className="small muted">
          {zone}
          {yours ? ` · ${t("when.yours", { time: yours })}` : ""}
        </p>
      ) : null}
    </div>
  );
}
