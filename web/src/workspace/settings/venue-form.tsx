import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LocateFixed } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, body } from "@/api/client";
import type { OwnVenue } from "@/api/owner-calls";
import { useLanguage } from "@/lib/i18n";
import { fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";
import { TimeField } from "@/ui/time-field";

/** Where a place is; the pin is the truth, the address helps people to find it. */
export function VenueForm({ venue }: { venue: OwnVenue }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [city, setCity] = useState(venue.city);
  const [parts, setParts] = useState(venue.addressParts);
  const [lat, setLat] = useState(String(venue.location?.lat ?? ""));
  const [lon, setLon] = useState(String(venue.location?.lon ?? ""));
  const [checkIn, setCheckIn] = useState(venue.checkIn.slice(0, 5));
  const [checkOut, setCheckOut] = useState(venue.checkOut.slice(0, 5));
  const save = useMutation({
    mutationFn: () =>
      body(
        api.PATCH("/api/v1/vendors/{vendor_id}/venues/{venue_id}", {
          params: { path: { vendor_id: venue.vendorId, venue_id: venue.id } },
          body: {
            version: venue.version,
            city,
            address: parts,
            checkIn,
            checkOut,
            ...(lat && lon ? { location: { lat: Number(lat), lon: Number(lon) } } : {}),
          },
        }),
      ),
    onSuccess: () => {
      showToast(t("settings.saved"));
      return queries.invalidateQueries({ queryKey: ["own-venues", venue.vendorId] });
    },
  });
  const here = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLat(coords.latitude.toFixed(6));
        setLon(coords.longitude.toFixed(6));
      },
      () => showToast(t("settings.hereFailed")),
    );
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const { error } = save;
  return (
    <form className="card settings-card" onSubmit={onSubmit}>
      <h2>{t("settings.venue", { name: venue.name })}</h2>
      <div className="settings-fields">
        <Field
          label={t("settings.city")}
          required
          value={city}
          onChange={({ target }) => setCity(target.value)}
        />
        {(
          [
            ["street", "settings.street"],
            ["house", "settings.house"],
            ["landmark", "settings.landmark"],
          ] as const
        ).map(([name, label]) => (
          <Field
            key={name}
            label={t(label)}
            name={name}
            value={parts[name] ?? ""}
            onChange={({ target }) => setParts({ ...parts, [name]: target.value })}
          />
        ))}
        <Field
          label={t("settings.lat")}
          name="lat"
          type="number"
          step="any"
          min={-90}
          max={90}
          value={lat}
          error={fieldError(error, "lat")}
          onChange={({ target }) => setLat(target.value)}
        />
        <Field
          label={t("settings.lon")}
          name="lon"
          type="number"
          step="any"
          min={-180}
          max={180}
          value={lon}
          error={fieldError(error, "lon")}
          onChange={({ target }) => setLon(target.value)}
        />
        <TimeField label={t("settings.checkIn")} value={checkIn} onChange={setCheckIn} />
        <TimeField label={t("settings.checkOut")} value={checkOut} onChange={setCheckOut} />
      </div>
      {error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, error)}</Notice>
        </div>
      ) : null}
      <div className="row">
        <Button type="submit" busy={save.isPending}>
          {t("settings.save")}
        </Button>
        <Button look="secondary" onClick={here}>
          <LocateFixed size={18} aria-hidden="true" /> {t("settings.here")}
        </Button>
      </div>
    </form>
  );
}
