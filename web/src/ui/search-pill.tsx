import { Search } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { addDays, type CivilDate } from "@/lib/civil";
import { dayRange, shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { Button } from "./button";
import { Sheet } from "./dialog";
import { WhenPicker } from "./when-picker";
import "./search-pill.css";

export interface Wanted {
  q?: string | undefined;
  city?: string | undefined;
  date?: CivilDate | undefined;
  checkIn?: CivilDate | undefined;
  checkOut?: CivilDate | undefined;
  guests?: number | undefined;
}

interface SearchPillProps {
  wanted: Wanted;
  today: CivilDate;
  /** On a narrow screen: one field under another, instead of the first field alone. */
  stacked?: boolean;
  onSearch: (wanted: Wanted) => void;
  /** Completions of the words typed so far. */
  suggestions?: readonly string[];
  onType?: (words: string) => void;
}

const MOST_GUESTS = 20;

export function useWhenText(): (wanted: Wanted, today: CivilDate) => string {
  const { t, locale } = useLanguage();
  return ({ date, checkIn, checkOut }, today) => {
    if (checkIn && checkOut) return dayRange(locale, checkIn, checkOut);
    if (!date) return t("search.anyTime");
    if (date === today) return `${t("day.today")}, ${shortDay(locale, date)}`;
    if (date === addDays(today, 1)) return `${t("day.tomorrow")}, ${shortDay(locale, date)}`;
    return shortDay(locale, date);
  };
}

/** What, where, when, guests: one row, one button. */
export function SearchPill(props: SearchPillProps) {
  const { wanted, today, stacked = false, onSearch, suggestions = [], onType } = props;
  const { t } = useLanguage();
  const id = useId();
  const whenText = useWhenText();
  const [draft, setDraft] = useState<Wanted>(wanted);
  const [picking, setPicking] = useState(false);
  const [seen, setSeen] = useState(wanted);
  if (seen !== wanted) {
    setSeen(wanted);
    setDraft(wanted);
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(draft);
  };
  return (
    <>
      <search>
        <form className={`pill${stacked ? " stacked" : ""}`} onSubmit={submit}>
          <div className="pill-part what">
            <label htmlFor={`${id}-q`}>{t("search.what")}</label>
            <input
              id={`${id}-q`}
              type="search"
              enterKeyHint="search"
              maxLength={120}
              value={draft.q ?? ""}
              placeholder={t("search.whatHint")}
              autoComplete="off"
              list={`${id}-words`}
              onChange={(event) => {
                setDraft({ ...draft, q: event.target.value });
                onType?.(event.target.value);
              }}
            />
            <datalist id={`${id}-words`}>
              {suggestions.map((words) => (
                <option key={words} value={words} />
              ))}
            </datalist>
          </div>
          <div className="pill-part">
            <label htmlFor={`${id}-city`}>{t("search.where")}</label>
            <input
              id={`${id}-city`}
              maxLength={80}
              value={draft.city ?? ""}
              placeholder={t("search.whereHint")}
              autoComplete="address-level2"
              onChange={(event) => setDraft({ ...draft, city: event.target.value })}
            />
          </div>
          <button type="button" className="pill-part" onClick={() => setPicking(true)}>
            <span>{t("search.when")}</span>
            <b>{whenText(draft, today)}</b>
          </button>
          <div className="pill-part guests">
            <label htmlFor={`${id}-guests`}>{t("search.guests")}</label>
            <select
              id={`${id}-guests`}
              value={draft.guests ?? ""}
              onChange={(event) =>
                setDraft({ ...draft, guests: Number(event.target.value) || undefined })
              }
            >
              <option value="">{t("search.anyGuests")}</option>
              {Array.from({ length: MOST_GUESTS }, (_, n) => n + 1).map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </select>
          </div>
          <Button type="submit" aria-label={t("search.find")}>
            <Search size={20} aria-hidden="true" />
            <span className="pill-find">{t("search.find")}</span>
          </Button>
        </form>
      </search>
      <Sheet title={t("search.when")} open={picking} onClose={() => setPicking(false)}>
        <WhenPicker
          wanted={draft}
          today={today}
          onPick={(when) => setDraft({ ...draft, ...when })}
          onDone={() => setPicking(false)}
        />
      </Sheet>
    </>
  );
}
