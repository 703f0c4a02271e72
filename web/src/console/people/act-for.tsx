import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { beginActing } from "@/api/acting-calls";
import { listCalls, type Person, readBookingsOf } from "@/api/console-calls";
import { startActing } from "@/lib/acting-store";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Notice } from "@/ui/states";

const LEAST = 5;

interface AboutProps {
  person: Person;
  value: string;
  onChange: (about: string) => void;
}

/** The booking or the call it belongs to; none is an answer, too. */
function About({ person, value, onChange }: AboutProps) {
  const { t } = useLanguage();
  const id = useId();
  const bookings = useQuery({
    queryKey: ["ops-bookings-of", person.id],
    queryFn: () => readBookingsOf(person.id),
  });
  const calls = useQuery({ queryKey: ["ops-calls"], queryFn: listCalls });
  const theirs = calls.data?.data.filter(
    ({ accountId, phone }) => accountId === person.id || phone === person.phone,
  );
  return (
    <div className="field">
      <label htmlFor={id}>{t("ops.actForAbout")}</label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      >
        <option value="">{t("ops.actForNothing")}</option>
        {theirs?.map((call) => (
          <option key={call.id} value={call.id}>
            {t("ops.actForCall")} · {call.note || call.phone}
          </option>
        ))}
        {bookings.data?.data.map((one) => (
          <option key={one.bookingId} value={one.bookingId}>
            {one.confirmationCode} · {one.resourceName}
          </option>
        ))}
      </select>
    </div>
  );
}

function Form({ person }: { person: Person }) {
  const { t } = useLanguage();
  const id = useId();
  const [reason, setReason] = useState("");
  const [about, setAbout] = useState("");
  const begin = useMutation({
    mutationFn: () =>
      beginActing(person.id, {
        reason: reason.trim(),
        ...(about.startsWith("bkg_") ? { bookingId: about } : {}),
        ...(about.startsWith("sup_") ? { requestId: about } : {}),
      }),
    onSuccess: ({ serverNow, ...acting }) => {
      startActing(acting, serverNow);
      // A full load: nothing of the operator stays in this tab's memory.
      location.assign("/bookings");
    },
  });
  return (
    <form
      className="ops-form"
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <p className="second">{t("ops.actForText")}</p>
      <div className="field">
        <label htmlFor={id}>{t("ops.actForReason")}</label>
        <textarea
          id={id}
          className="input"
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
      <About person={person} value={about} onChange={setAbout} />
      {begin.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, begin.error)}</Notice>
        </div>
      ) : null}
      <Button
        type="submit"
        look="danger"
        disabled={reason.trim().length < LEAST}
        busy={begin.isPending}
      >
        {t("ops.actForStart")}
      </Button>
    </form>
  );
}

/** Starts acting in this person's name, with a reason the person will read. */
export function ActFor({ person }: { person: Person }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="secondary" onClick={() => setOpen(true)}>
        {t("ops.actFor")}
      </Button>
      <Dialog title={t("ops.actFor")} open={open} onClose={() => setOpen(false)}>
        <Form person={person} />
      </Dialog>
    </>
  );
}
