import { ChevronLeft, ChevronRight, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { addDays } from "@/lib/civil";
import { dayRange, longDay } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { useAge } from "@/lib/use-age";
import { useShownAtOnce } from "@/lib/use-shown-at-once";
import { Button, IconButton } from "@/ui/button";
import { openNewBooking } from "@/workspace/frame/layers";
import { rangeOf, stepDays, type View } from "./state";

const WORDS: Record<View, MessageId> = {
  day: "calendar.day",
  week: "calendar.week",
  list: "calendar.list",
  nights: "calendar.timeline",
};

interface Props {
  date: string;
  view: View;
  wide: boolean;
  views: readonly View[];
  today: string | undefined;
  heard: number;
  behind: boolean;
  onDate: (date: string) => void;
  onView: (view: View) => void;
  children?: ReactNode;
}

function Freshness({ heard }: { heard: number }) {
  const { t } = useLanguage();
  const seconds = useAge(heard);
  return <span className="cal-age">{t("calendar.age", { seconds })}</span>;
}

export function Toolbar(props: Props) {
  const { views, today, heard, behind, wide, children } = props;
  const { t, locale } = useLanguage();
  // The heading answers the tap; the day itself, which is much to draw, follows.
  const [date, onDate] = useShownAtOnce(props.date, props.onDate);
  const [view, onView] = useShownAtOnce(props.view, props.onView);
  const { from, to } = rangeOf(view, date, wide);
  const title = view === "day" ? longDay(locale, date) : dayRange(locale, from, addDays(to, -1));
  const step = stepDays[view];
  return (
    <div className="cal-bar no-print">
      <Button look="secondary" disabled={!today} onClick={() => today && onDate(today)}>
        {t("calendar.today")}
      </Button>
      <IconButton
        outlined
        label={t("calendar.before")}
        onClick={() => onDate(addDays(date, -step))}
      >
        <ChevronLeft size={18} aria-hidden="true" />
      </IconButton>
      <IconButton outlined label={t("calendar.after")} onClick={() => onDate(addDays(date, step))}>
        <ChevronRight size={18} aria-hidden="true" />
      </IconButton>
      <h1 aria-live="polite">{title}</h1>
      {behind ? <Freshness heard={heard} /> : null}
      {children}
      <fieldset className="desk-seg">
        <legend className="hidden">{t("calendar.view")}</legend>
        {views.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === view}
            onClick={() => onView(each)}
          >
            {t(WORDS[each])}
          </button>
        ))}
      </fieldset>
      <Button onClick={() => openNewBooking({ start: `${date}T` })}>
        <Plus size={18} aria-hidden="true" /> {t("new.title")}
      </Button>
    </div>
  );
}
