import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus, Search, Upload } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { findClients } from "@/api/desk-calls";
import { money } from "@/lib/format/money";
import { phoneText } from "@/lib/format/phone";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useZone } from "@/lib/zone";
import { Button } from "@/ui/button";
import { Avatar } from "@/ui/desk/avatar";
import { Dialog } from "@/ui/dialog";
import { EmptyState, ErrorState, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { mayOpen } from "@/workspace/frame/sections";
import { ClientCard, ClientForm } from "./client-card";
import { ImportForm } from "./import-dialog";
import "./clients.css";

const PAGE = 50;

type Open = { kind: "card"; id: string; name: string } | { kind: "new" } | { kind: "import" };

/** The book of clients, the latest seen first. */
export function ClientsPage() {
  const { t, locale } = useLanguage();
  const { id, role } = useBusiness();
  usePageTitle(t("desk.clients"));
  const [text, setText] = useState("");
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<Open | null>(null);
  const query = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["clients", id, "list", query, page],
    queryFn: ({ signal }) =>
      findClients(id, { ...(query ? { query } : {}), page, limit: PAGE }, signal),
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.data ?? [];
  const total = found.data?.total ?? 0;
  const close = () => setOpen(null);
  const zone = useZone();
  const day = (at: string) => shortDay(locale, zone.dateAt(Date.parse(at)));
  const titles = { new: t("client.new"), import: t("import.title") };
  return (
    <div className="desk-page">
      <div className="desk-head">
        <h1>{t("desk.clients")}</h1>
        {mayOpen(role, "manager") ? (
          <Button look="secondary" onClick={() => setOpen({ kind: "import" })}>
            <Upload size={17} aria-hidden="true" /> {t("import.title")}
          </Button>
        ) : null}
        <Button onClick={() => setOpen({ kind: "new" })}>
          <Plus size={18} aria-hidden="true" /> {t("client.new")}
        </Button>
      </div>
      <label className="client-search">
        <Search size={17} aria-hidden="true" />
        <span className="hidden">{t("client.search")}</span>
        <input
          type="search"
          value={text}
          maxLength={120}
          placeholder={t("client.search")}
          onChange={({ target }) => {
            setText(target.value);
            setPage(1);
          }}
        />
      </label>
      <p role="status" className="second small client-count">
        {found.data ? t("client.count", { n: total }) : ""}
      </p>
      {found.isError ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={420} /> : null}
      {found.data && rows.length === 0 ? (
        <EmptyState title={t("client.empty")} text={t("client.emptyHint")} />
      ) : null}
      {rows.length > 0 ? (
        <ul className="card client-list">
          {rows.map((client) => (
            <li key={client.clientId}>
              <button
                type="button"
                aria-haspopup="dialog"
                onClick={() => setOpen({ kind: "card", id: client.clientId, name: client.name })}
              >
                <Avatar name={client.name || "?"} id={client.clientId} size={36} />
                <span className="client-name">
                  <b>{client.name || t("client.nameless")}</b>
                  <small className="second numeric">
                    {client.phone ? phoneText(client.phone) : client.email}
                  </small>
                </span>
                <span className="client-tags">
                  {client.tags.map((tag) => (
                    <Tag key={tag} tone="plain">
                      {tag}
                    </Tag>
                  ))}
                  {client.noShows > 0 ? (
                    <Tag tone="bad">{t("client.noShows", { n: client.noShows })}</Tag>
                  ) : null}
                </span>
                <span className="second client-last">
                  {client.nextVisit
                    ? `${t("client.next")} ${day(client.nextVisit)}`
                    : client.lastVisit
                      ? `${t("client.last")} ${day(client.lastVisit)}`
                      : ""}
                </span>
                <span className="numeric client-sum">
                  {t("client.visits", { n: client.visits })}
                  <b>{money(locale, client.spent, client.currency)}</b>
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {total > PAGE ? (
        <nav className="row client-pages" aria-label={t("table.pages")}>
          <Button look="secondary" disabled={page <= 1} onClick={() => setPage(page - 1)}>
            {t("calendar.before")}
          </Button>
          <Button
            look="secondary"
            disabled={page * PAGE >= total}
            onClick={() => setPage(page + 1)}
          >
            {t("calendar.after")}
          </Button>
        </nav>
      ) : null}
      <Dialog
        title={
          open?.kind === "card" ? open.name || t("client.nameless") : open ? titles[open.kind] : ""
        }
        open={open !== null}
        onClose={close}
      >
        {open?.kind === "card" ? <ClientCard clientId={open.id} onDone={close} /> : null}
        {open?.kind === "new" ? <ClientForm onDone={close} /> : null}
        {open?.kind === "import" ? <ImportForm onDone={close} /> : null}
      </Dialog>
    </div>
  );
}
