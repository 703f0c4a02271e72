import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { exportTable, type Stretch, type Table } from "@/api/books-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { saveFile } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/states";

const TABLES: readonly (readonly [Table, MessageId])[] = [
  ["payments", "books.tablePayments"],
  ["ledger", "books.tableLedger"],
  ["bookings", "books.tableBookings"],
];
const KINDS = ["xlsx", "csv"] as const;

/** Tables of the chosen days for the accountant. */
export function ExportsCard({ vendorId, stretch }: { vendorId: string; stretch: Stretch }) {
  const { t } = useLanguage();
  const fetching = useMutation({
    mutationFn: async ({ what, kind }: { what: Table; kind: (typeof KINDS)[number] }) =>
      saveFile(await exportTable(vendorId, what, kind, stretch), `${what}-${stretch.from}.${kind}`),
  });
  return (
    <section className="card money-card">
      <h2>{t("books.exports")}</h2>
      {fetching.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, fetching.error)}</Notice>
        </div>
      ) : null}
      <ul className="money-exports">
        {TABLES.map(([what, label]) => (
          <li key={what}>
            <span>{t(label)}</span>
            {KINDS.map((kind) => (
              <Button
                key={kind}
                look="secondary"
                aria-label={`${t(label)}, ${kind.toUpperCase()}`}
                busy={
                  fetching.isPending &&
                  fetching.variables.what === what &&
                  fetching.variables.kind === kind
                }
                onClick={() => fetching.mutate({ what, kind })}
              >
                <Download size={17} aria-hidden="true" /> {kind.toUpperCase()}
              </Button>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
