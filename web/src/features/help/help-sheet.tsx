import { useMutation, useQuery } from "@tanstack/react-query";
import { MessageCircle, Phone } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { askForCall, readContact, readProgress } from "@/api/support-calls";
import { useSwitchedOff } from "@/api/use-switched-off";
import { clock } from "@/lib/format/stamp";
import { savedGuest } from "@/lib/guest-store";
import { useLanguage } from "@/lib/i18n";
import { ownBookings } from "@/lib/own-bookings";
import { problemText } from "@/lib/problem-text";
import { readSaved, save } from "@/lib/saved";
import { Button, buttonClass } from "@/ui/button";
import { Sheet } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Notice, Skeleton } from "@/ui/states";
import "./help.css";

const KEY = "sb.call";

/** The booking this page is about, when it was made on this device. */
function bookingOfPage(path: string) {
  const id = /bkg_[0-9A-Z]{26}/.exec(path)?.[0];
  return id ? ownBookings().find((booking) => booking.id === id) : undefined;
}

function Progress({ secret, onOver }: { secret: string; onOver: () => void }) {
  const { t } = useLanguage();
  const call = useQuery({
    queryKey: ["support-call", secret],
    queryFn: () => readProgress(secret),
    refetchInterval: 20_000,
    retry: false,
  });
  if (call.error) {
    return (
      <>
        <Notice tone="warn">{problemText(t, call.error)}</Notice>
        <Button look="secondary" wide onClick={onOver}>
          {t("help.again")}
        </Button>
      </>
    );
  }
  if (!call.data) return <Skeleton height={72} />;
  const over = call.data.status === "done" || call.data.status === "unreached";
  return (
    <>
      <Notice tone="sun">
        {over ? t("help.over") : t("help.promised", { time: clock(call.data.promisedAt) })}
        {!over && call.data.ahead > 0 ? ` ${t("help.ahead", { n: call.data.ahead })}` : ""}
      </Notice>
      {over ? (
        <Button look="secondary" wide onClick={onOver}>
          {t("help.again")}
        </Button>
      ) : null}
    </>
  );
}

function Asking({ path, onAsked }: { path: string; onAsked: (secret: string) => void }) {
  const { t } = useLanguage();
  const field = useId();
  const booking = bookingOfPage(path);
  const [phone, setPhone] = useState(() => savedGuest().phone);
  const [note, setNote] = useState("");
  const ask = useMutation({
    mutationFn: () => askForCall({ phone, note, page: path.slice(0, 200), booking }),
    onSuccess: ({ secret }) => onAsked(secret),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <form className="stack" style={{ gap: 14 }} onSubmit={submit}>
      <Field
        label={t("guest.phone")}
        type="tel"
        autoComplete="tel"
        inputMode="tel"
        required
        value={phone}
        onChange={({ target }) => setPhone(target.value)}
      />
      <div className="field">
        <label htmlFor={field}>{t("help.note")}</label>
        <textarea
          id={field}
          className="input help-note"
          maxLength={1000}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </div>
      {booking ? <p className="second small">{t("help.withBooking")}</p> : null}
      {ask.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, ask.error)}</Notice>
        </div>
      ) : null}
      <Button type="submit" large busy={ask.isPending}>
        {t("help.callMe")}
      </Button>
    </form>
  );
}

/** Call, write, or be called: from every page, with the booking of the page attached. */
export function HelpSheet({
  open,
  path,
  onClose,
}: {
  open: boolean;
  path: string;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const [secret, setSecret] = useState(() => readSaved(KEY) ?? "");
  const contact = useQuery({ queryKey: ["support"], queryFn: readContact, enabled: open });
  const keep = (next: string) => {
    save(KEY, next || null);
    setSecret(next);
  };
  const noCalls = useSwitchedOff("call_requests");
  const { data } = contact;
  return (
    <Sheet title={t("help.title")} open={open} onClose={onClose}>
      <div className="stack" style={{ gap: 16 }}>
        {data ? (
          <p className="second">
            {data.openNow
              ? t("help.open", { n: data.promiseMinutes })
              : t("help.closed", { opens: data.opens, closes: data.closes })}
          </p>
        ) : null}
        {data?.phone || data?.whatsappUrl ? (
          <div className="row">
            {data.phone ? (
              <a className={buttonClass({ look: "secondary" })} href={`tel:${data.phone}`}>
                <Phone size={18} aria-hidden="true" /> {data.phone}
              </a>
            ) : null}
            {data.whatsappUrl ? (
              <a className={buttonClass({ look: "secondary" })} href={data.whatsappUrl}>
                <MessageCircle size={18} aria-hidden="true" /> WhatsApp
              </a>
            ) : null}
          </div>
        ) : null}
        {secret ? (
          <Progress secret={secret} onOver={() => keep("")} />
        ) : noCalls ? (
          <Notice tone="warn">{t("closed.callRequests")}</Notice>
        ) : (
          <Asking path={path} onAsked={keep} />
        )}
      </div>
    </Sheet>
  );
}
