import { SlidersHorizontal, X } from "lucide-react";
import { useState } from "react";
import type { SearchReply } from "@/api/contract";
import { addDays } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { changeSearch, filterCount, type SearchState } from "@/lib/search-state";
import { useShownAtOnce } from "@/lib/use-shown-at-once";
import { VERTICALS } from "@/lib/verticals";
import { Button, Chip } from "@/ui/button";
import { Sheet } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { nextSaturday } from "@/ui/when-picker";

type Change = (changed: { [K in keyof SearchState]?: SearchState[K] | undefined }) => void;

interface FilterChipsProps {
  state: SearchState;
  today: string;
  facets: SearchReply["facets"] | undefined;
  onSearch: (wanted: SearchState) => void;
}

/** A filter is shown as pressed at once; what it finds follows. */
export function FilterChips({ state: asked, today, facets, onSearch }: FilterChipsProps) {
  const { t } = useLanguage();
  const [state, show] = useShownAtOnce(asked, onSearch);
  const onChange: Change = (changed) => show(changeSearch(state, changed));
  const [open, setOpen] = useState(false);
  const count = filterCount(state);
  const days = [
    { label: t("day.today"), date: today },
    { label: t("day.tomorrow"), date: addDays(today, 1) },
    { label: t("day.weekend"), date: nextSaturday(today) },
  ];
  const toggleDay = (date: string) =>
    onChange({
      date: state.date === date ? undefined : date,
      checkIn: undefined,
      checkOut: undefined,
    });
  return (
    <>
      <fieldset className="search-chips">
        <legend className="hidden">{t("search.filters")}</legend>
        <div className="chips">
          <Chip pressed={count > 0} onClick={() => setOpen(true)} aria-haspopup="dialog">
            <SlidersHorizontal size={16} aria-hidden="true" />
            {t("search.filters")}
            {count > 0 ? ` · ${count}` : ""}
          </Chip>
          {state.bbox ? (
            <Chip pressed onClick={() => onChange({ bbox: undefined })}>
              {t("map.area")} <X size={15} aria-hidden="true" />
            </Chip>
          ) : null}
          {days.map(({ label, date }) => (
            <Chip key={label} pressed={state.date === date} onClick={() => toggleDay(date)}>
              {label}
            </Chip>
          ))}
          <Chip
            pressed={state.instant === true}
            onClick={() => onChange({ instant: state.instant ? undefined : true })}
          >
            {t("search.instant")}
          </Chip>
          {VERTICALS.map(({ code, label }) => (
            <Chip
              key={code}
              pressed={state.vertical === code}
              onClick={() => onChange({ vertical: state.vertical === code ? undefined : code })}
            >
              {t(label)}
            </Chip>
          ))}
        </div>
      </fieldset>
      <Sheet title={t("search.filters")} open={open} onClose={() => setOpen(false)}>
        <FilterForm state={state} facets={facets} onChange={onChange} />
        <Button wide onClick={() => setOpen(false)}>
          {t("common.show")}
        </Button>
      </Sheet>
    </>
  );
}

interface FilterFormProps extends Pick<FilterChipsProps, "state" | "facets"> {
  onChange: Change;
}

function FilterForm({ state, facets, onChange }: FilterFormProps) {
  const { t, locale } = useLanguage();
  const chosen = state.amenities ?? [];
  const toggle = (value: string) => {
    const next = chosen.includes(value)
      ? chosen.filter((one) => one !== value)
      : [...chosen, value];
    onChange({ amenities: next.length > 0 ? next : undefined });
  };
  const { price } = facets ?? {};
  return (
    <>
      <Field
        label={t("filter.maxPrice")}
        inputMode="numeric"
        value={state.maxPrice ?? ""}
        {...(price?.max
          ? { hint: t("filter.upTo", { price: money(locale, price.max, price.currency) }) }
          : {})}
        onChange={({ target }) =>
          onChange({ maxPrice: Number(target.value.replace(/\D/g, "")) || undefined })
        }
      />
      <fieldset className="stack">
        <legend className="hidden">{t("filter.rating")}</legend>
        <h3>{t("filter.rating")}</h3>
        <div className="row">
          {[3, 4, 4.5].map((value) => (
            <Chip
              key={value}
              pressed={state.rating === value}
              onClick={() => onChange({ rating: state.rating === value ? undefined : value })}
            >
              {t("filter.ratingFrom", {
                value: locale === "en" ? value : String(value).replace(".", ","),
              })}
            </Chip>
          ))}
        </div>
      </fieldset>
      {facets?.amenities && facets.amenities.length > 0 ? (
        <fieldset className="stack">
          <legend className="hidden">{t("filter.amenities")}</legend>
          <h3>{t("filter.amenities")}</h3>
          <div className="row">
            {facets.amenities.slice(0, 14).map(({ value, label, count }) => (
              <Chip key={value} pressed={chosen.includes(value)} onClick={() => toggle(value)}>
                {label} <span className="muted">{count}</span>
              </Chip>
            ))}
          </div>
        </fieldset>
      ) : null}
    </>
  );
}
