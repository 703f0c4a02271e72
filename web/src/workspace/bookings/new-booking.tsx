import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useMemo, useRef, useState } from "react";
import { bookAtDesk, type LineWanted, priceOf } from "@/api/desk-calls";
import { addDays, datePart, timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { readSaved, save } from "@/lib/saved";
import { showToast } from "@/lib/toast";
import { useToday } from "@/lib/use-today";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Notice, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { closeNewBooking, type NewBookingStart, openBooking } from "@/workspace/frame/layers";
import { ClientField, type Who } from "./client-field";
import { clockAfter } from "./clock-after";
import { type DeskOffer, useDeskOffers } from "./offers";
import { TimeFields, type When } from "./time-fields";
import "./new-booking.css";

const looksLikePhone = (text: string) => /^[\d+ ()-]{3,}$/.test(text.trim());

export function NewBooking({ start }: { start: NewBookingStart }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const offers = useDeskOffers(id);
  return (
    <Dialog title={t("new.title")} open onClose={closeNewBooking}>
      {offers.data ? <Form offers={offers.data} start={start} /> : <Skeleton height={320} />}
    </Dialog>
  );
}

function lineOf(offer: DeskOffer, when: When, staffId: string | undefined): LineWanted | undefined {
  const { date, time, minutes, nights } = when;
  if (offer.timing === "session") return { resourceId: offer.id, quantity: 1 };
  if (offer.timing === "nights") {
    return { resourceId: offer.id, quantity: 1, startDate: date, endDate: addDays(date, nights) };
  }
  if (!time) return undefined;
  const begins = `${date}T${time}:00`;
  if (offer.timing === "service") {
    return { serviceId: offer.id, quantity: 1, start: begins, ...(staffId ? { staffId } : {}) };
  }
  return { resourceId: offer.id, quantity: 1, start: begins, end: clockAfter(date, time, minutes) };
}

/** Phone, Enter, Enter: whom, what and when; everything that can be known is filled in already. */
function Form({ offers, start }: { offers: DeskOffer[]; start: NewBookingStart }) {
  const { t, locale } = useLanguage();
  const { id, currency } = useBusiness();
  const client = useQueryClient();
  const select = useId();
  const submit = useRef<HTMLFormElement>(null);
  const fitting = useMemo(() => {
    const there = offers.filter(
      ({ resources }) => !start.resourceId || resources.includes(start.resourceId),
    );
    return there.length > 0 ? there : offers;
  }, [offers, start.resourceId]);
  const last = readSaved(`sb.offer.${id}`);
  const [offerId, setOfferId] = useState(
    () => (fitting.find((each) => each.id === last) ?? fitting[0])?.id ?? "",
  );
  const offer = fitting.find((each) => each.id === offerId);
  const given = Boolean(start.start && timePart(start.start));
  const today = useToday();
  const [when, setWhen] = useState<When>(() => ({
    date: start.start ? datePart(start.start) : today,
    time: start.start ? timePart(start.start) : "",
    minutes: start.minutes && start.minutes >= 30 ? start.minutes : 60,
    nights: Math.max(1, Math.min(60, start.minutes ?? 1)),
  }));
  const [who, setWho] = useState<Who | null>(null);
  const [text, setText] = useState(start.phone ?? start.name ?? "");
  const [name, setName] = useState("");
  const nameField = useRef<HTMLInputElement>(null);
  const key = useRef(randomKey());
  const staffId =
    offer?.timing === "service" && start.resourceId && offer.resources.includes(start.resourceId)
      ? start.resourceId
      : undefined;
  const line = offer ? lineOf(offer, when, staffId) : undefined;
  const price = useQuery({
    queryKey: ["price", JSON.stringify(line ?? null)],
    queryFn: ({ signal }) => priceOf(line ? [line] : [], signal),
    enabled: line !== undefined,
    retry: false,
  });
  const phone = who ? who.phone : looksLikePhone(text) ? text : "";
  const called = who ? who.name : phone ? name : text.trim();
  const book = useMutation({
    mutationFn: () => {
      if (!line) throw new Error("nothing chosen");
      const contact =
        phone || called ? { client: { name: called, ...(phone ? { phone } : {}) } } : {};
      return bookAtDesk(id, { lines: [line], note: "", ...contact }, key.current);
    },
    onError: () => {
      // Another try is another request; only an unanswered one may be repeated under its key.
      key.current = randomKey();
    },
    onSuccess: (booking) => {
      if (offer) save(`sb.offer.${id}`, offer.id);
      client.invalidateQueries({ queryKey: ["changes", id] });
      client.invalidateQueries({ queryKey: ["bookings", id] });
      closeNewBooking();
      openBooking(booking.bookingId);
      showToast(`${t("new.done")} ${booking.confirmationCode}`);
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!book.isPending && line) book.mutate();
  };
  const toButton = () =>
    requestAnimationFrame(() =>
      submit.current?.querySelector<HTMLButtonElement>("button[type=submit]")?.focus(),
    );
  const { error } = book;
  const others = error instanceof ApiProblem ? (error.problem.alternatives ?? []) : [];
  if (offers.length === 0) {
    return <p className="second">{t("calendar.nothingHint")}</p>;
  }
  return (
    <form className="stack new-booking" ref={submit} onSubmit={send}>
      <ClientField
        ref={(input) => {
          if (input && !input.dataset.met) {
            input.dataset.met = "yes";
            input.focus();
          }
        }}
        vendorId={id}
        text={text}
        who={who}
        onText={(next) => {
          setText(next);
          setWho(null);
        }}
        onWho={(found) => {
          setWho(found);
          setText(found.name ? `${found.name}, ${found.phone}` : found.phone);
          toButton();
        }}
        onDone={() => (phone && !name ? nameField.current?.focus() : toButton())}
      />
      {phone && !who ? (
        <Field
          ref={nameField}
          label={t("new.name")}
          aside={t("new.nameAside")}
          value={name}
          maxLength={120}
          onChange={({ target }) => setName(target.value)}
        />
      ) : null}
      <div className="field">
        <label htmlFor={select}>{t("new.what")}</label>
        <select
          id={select}
          className="input"
          value={offerId}
          onChange={({ target }) => setOfferId(target.value)}
        >
          {fitting.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </div>
      {offer ? (
        <TimeFields offer={offer} when={when} staffId={staffId} given={given} onWhen={setWhen} />
      ) : null}
      {error ? (
        <div role="alert" className="stack">
          <Notice tone="bad">{problemText(t, error)}</Notice>
          <div className="row">
            {others.slice(0, 3).map(({ startLocal, start: instant }) =>
              startLocal ? (
                <Button
                  key={instant}
                  look="secondary"
                  onClick={() => {
                    setWhen({ ...when, date: datePart(startLocal), time: timePart(startLocal) });
                    book.reset();
                  }}
                >
                  {shortDay(locale, datePart(startLocal))}, {timePart(startLocal)}
                </Button>
              ) : null,
            )}
          </div>
        </div>
      ) : null}
      <div className="new-foot">
        <p>
          <span className="second">{t("paid.onSite")}</span>{" "}
          <b>
            {price.data ? money(locale, price.data.total, price.data.currency ?? currency) : ""}
          </b>
        </p>
        <Button type="submit" large busy={book.isPending} disabled={!line}>
          {t(phone || called ? "new.book" : "new.walkIn")}
        </Button>
      </div>
    </form>
  );
}
