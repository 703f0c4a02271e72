import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, Plus, Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { exportBookings, listBookings } from "@/api/desk-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { saveFile } from "@/lib/save-file";
import { type Shortcut, useShortcuts } from "@/lib/shortcuts";
import { showToast } from "@/lib/toast";
import { useToday } from "@/lib/use-today";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { openBooking, openNewBooking } from "@/workspace/frame/layers";
import { BookingRows } from "./booking-rows";
import { CancelMany } from "./cancel-many";
import { filterOf, PAGE, SAVED_VIEWS, type TableState, VIEW_WORDS } from "./table-state";
import "./bookings.css";

/** The line under the keyboard: j and k walk, x marks, Enter opens. */
function useCursor(ids: readonly string[]) {
  const [at, setAt] = useState(-1);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const shortcuts = useMemo<Shortcut[]>(() => {
    const go = (step: number) =>
      setAt((before) => Math.max(0, Math.min(ids.length - 1, before + step)));
    const here = ids[at];
    return [
      { key: "j", label: "keys.nextRow", run: () => go(1) },
      { key: "k", label: "keys.previousRow", run: () => go(-1) },
      {
        key: "x",
        label: "keys.mark",
        run: () => {
          if (!here) return;
          const next = new Set(marked);
          if (!next.delete(here)) next.add(here);
          setMarked(next);
        },
      },
      { key: "Enter", label: "keys.open", run: () => here && openBooking(here) },
    ];
  }, [ids, at, marked]);
  useShortcuts(shortcuts);
  return { at, marked, setMarked };
}

export function BookingsPage() {
  const { t, locale } = useLanguage();
  const { id, currency } = useBusiness();
  const state: TableState = useSearch({ strict: false });
  const navigate = useNavigate();
  usePageTitle(t("desk.bookings"));
  const today = useToday();
  const filter = filterOf(state, today);
  const { view = "upcoming", page = 1 } = state;
  const found = useQuery({
    queryKey: ["bookings", id, filter, locale],
    queryFn: ({ signal }) => listBookings(id, filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const change = (next: Partial<TableState>) =>
    navigate({
      to: "/b/$vendorId/bookings",
      params: { vendorId: id },
      search: { ...state, page: 1, ...next },
      replace: true,
    });
  const rows = found.data?.data ?? [];
  const ids = useMemo(
    () => (found.data?.data ?? []).map(({ bookingId }) => bookingId),
    [found.data],
  );
  const { at, marked, setMarked } = useCursor(ids);
  const [busy, setBusy] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      saveFile(await exportBookings(id, filter), `bookings-${view}-${today}.csv`);
    } catch (error) {
      showToast(problemText(t, error));
    }
    setBusy(false);
  };
  const total = found.data?.pagination.total ?? 0;
  const chosen = rows.filter(({ bookingId }) => marked.has(bookingId));
  const sum = chosen.reduce((whole, { totalPrice }) => whole + totalPrice, 0);
  return (
    <div className="desk-page">
      <div className="desk-head">
        <h1>{t("desk.bookings")}</h1>
        <Button look="secondary" busy={busy} onClick={download}>
          <Download size={17} aria-hidden="true" /> CSV
        </Button>
        <Button look="secondary" onClick={() => setCancelling(true)}>
          {t("many.title")}
        </Button>
        <Button onClick={() => openNewBooking()}>
          <Plus size={18} aria-hidden="true" /> {t("new.title")}
        </Button>
      </div>
      <Dialog title={t("many.title")} open={cancelling} onClose={() => setCancelling(false)}>
        {cancelling ? <CancelMany today={today} /> : null}
      </Dialog>
      <div className="table-bar">
        <fieldset className="table-views">
          <legend className="hidden">{t("table.views")}</legend>
          {SAVED_VIEWS.map((each) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={each === view}
              onClick={() => change({ view: each })}
            >
              {t(VIEW_WORDS[each])}
            </button>
          ))}
        </fieldset>
        <SearchField value={state.q ?? ""} onValue={(q) => change(q ? { q } : { q: "" })} />
      </div>
      <div role="status" className="table-status second">
        {found.data ? t("table.count", { n: total }) : ""}
        {found.data && !found.data.pagination.totalIsExact ? "+" : ""}
        {chosen.length > 0
          ? ` · ${t("table.marked", { n: chosen.length })}, ${money(locale, sum, currency)}`
          : ""}
      </div>
      {found.isError ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={420} /> : null}
      {found.data && rows.length === 0 ? (
        <EmptyState title={t("table.empty")} text={t("table.emptyHint")} />
      ) : null}
      {rows.length > 0 ? (
        <BookingRows rows={rows} at={at} marked={marked} onMarked={setMarked} />
      ) : null}
      {total > PAGE || page > 1 ? (
        <nav className="row table-pages" aria-label={t("table.pages")}>
          <Button look="secondary" disabled={page <= 1} onClick={() => change({ page: page - 1 })}>
            {t("calendar.before")}
          </Button>
          <span className="numeric">
            {page} / {Math.max(page, Math.ceil(total / PAGE))}
          </span>
          <Button
            look="secondary"
            disabled={page * PAGE >= total}
            onClick={() => change({ page: page + 1 })}
          >
            {t("calendar.after")}
          </Button>
        </nav>
      ) : null}
    </div>
  );
}

/** Searches when the typing rests. */
function SearchField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const { t } = useLanguage();
  const [text, setText] = useState(value);
  const tell = useRef(onValue);
  tell.current = onValue;
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => tell.current(text.trim()), 300);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <label className="table-search">
      <Search size={17} aria-hidden="true" />
      <span className="hidden">{t("table.search")}</span>
      <input
        type="search"
        value={text}
        maxLength={120}
        placeholder={t("table.search")}
        onChange={({ target }) => setText(target.value)}
      />
    </label>
  );
}
