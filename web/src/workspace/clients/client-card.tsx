import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addClient, type Client, changeClient, readClient } from "@/api/desk-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { ErrorState, Notice, Skeleton, StatusTag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { openBooking, openNewBooking } from "@/workspace/frame/layers";
import { SamePerson } from "./same-person";

/** The card as it can be written; a card changed meanwhile keeps what was typed here. */
export function ClientForm({ client, onDone }: { client?: Client; onDone: () => void }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [name, setName] = useState(client?.name ?? "");
  const [phone, setPhone] = useState(client?.phone ?? "");
  const [email, setEmail] = useState(client?.email ?? "");
  const [tags, setTags] = useState(client?.tags.join(", ") ?? "");
  const [note, setNote] = useState(client?.note ?? "");
  const save = useMutation({
    mutationFn: () => {
      const words = tags
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean);
      const written = { name, phone, email, note, tags: words };
      return client
        ? changeClient(id, client.clientId, { ...written, version: client.version })
        : addClient(id, written);
    },
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: ["clients", id] }),
  });
  const code = save.error instanceof ApiProblem ? save.error.problem.code : undefined;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {save.error ? (
        <div role="alert">
          <Notice tone="bad">
            {code === "client-known" ? t("client.known") : problemText(t, save.error)}
          </Notice>
        </div>
      ) : null}
      <Field label={t("new.name")} value={name} onChange={({ target }) => setName(target.value)} />
      <Field
        label={t("client.phone")}
        type="tel"
        value={phone}
        onChange={({ target }) => setPhone(target.value)}
      />
      <Field
        label={t("client.email")}
        type="email"
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <Field
        label={t("client.tags")}
        aside={t("client.tagsAside")}
        value={tags}
        onChange={({ target }) => setTags(target.value)}
      />
      <Field
        label={t("client.note")}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <Button type="submit" busy={save.isPending}>
        {t("note.save")}
      </Button>
    </form>
  );
}

/** Who this is to the business: visits, money, no-shows, and every booking. */
export function ClientCard({ clientId, onDone }: { clientId: string; onDone: () => void }) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const found = useQuery({
    queryKey: ["clients", id, clientId, locale],
    queryFn: () => readClient(id, clientId),
  });
  const [editing, setEditing] = useState(false);
  const card = found.data;
  if (found.isError) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!card) return <Skeleton height={320} />;
  if (editing) return <ClientForm client={card} onDone={() => setEditing(false)} />;
  return (
    <div className="stack" style={{ "--gap": "16px" }}>
      <div className="client-figures">
        <span>
          <b>{card.visits}</b> {t("client.visitsWord")}
        </span>
        <span>
          <b>{money(locale, card.spent, card.currency)}</b> {t("client.spent")}
        </span>
        <span>
          <b>{card.noShows}</b> {t("client.noShowsWord")}
        </span>
      </div>
      {card.note ? <p className="second">{card.note}</p> : null}
      <div className="row">
        <Button
          onClick={() => {
            onDone();
            openNewBooking({ phone: card.phone ?? card.name });
          }}
        >
          {t("new.book")}
        </Button>
        <Button look="secondary" onClick={() => setEditing(true)}>
          {t("client.edit")}
        </Button>
      </div>
      <ul className="client-bookings">
        {card.bookings.map((row) => (
          <li key={row.bookingId}>
            <button
              type="button"
              onClick={() => {
                onDone();
                openBooking(row.bookingId);
              }}
            >
              <span className="numeric">{shortDay(locale, datePart(row.startLocal))}</span>
              <span>{row.resourceName}</span>
              <StatusTag status={row.status} />
            </button>
          </li>
        ))}
      </ul>
      {card.bookings.length === 0 ? <p className="second">{t("client.noBookings")}</p> : null}
      <SamePerson card={card} />
    </div>
  );
}
