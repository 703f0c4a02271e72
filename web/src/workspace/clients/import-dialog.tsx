import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { importClients, undoImport } from "@/api/desk-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { type ClientColumn, COLUMNS, guessed, readCsv, rowsOf } from "./csv";

const MOST = 5000;
const WORDS: Record<ClientColumn, MessageId> = {
  name: "new.name",
  phone: "client.phone",
  email: "client.email",
  tags: "client.tags",
  note: "client.note",
};

/** A file, which column is what, what would happen, and only then the deed, which can be undone. */
export function ImportForm({ onDone }: { onDone: () => void }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const client = useQueryClient();
  const [table, setTable] = useState<string[][]>();
  const [mapping, setMapping] = useState(() => guessed([]));
  const [head = [], ...cells] = table ?? [];
  const columns = head.map((title, at) => ({ title, at }));
  const rows = rowsOf(cells.slice(0, MOST), mapping);
  const ready = rows.length > 0 && (mapping.phone >= 0 || mapping.email >= 0);
  const refresh = () => client.invalidateQueries({ queryKey: ["clients", id] });
  const rehearsal = useMutation({ mutationFn: () => importClients(id, rows, true) });
  const real = useMutation({
    mutationFn: () => importClients(id, rows, false),
    onSuccess: ({ importId, created }) => {
      refresh();
      onDone();
      const undo = async () => {
        await undoImport(id, importId ?? "").catch((error) => showToast(problemText(t, error)));
        refresh();
      };
      showToast(t("import.done", { n: created }), { label: t("move.undo"), run: undo });
    },
  });
  const report = rehearsal.data;
  const error = rehearsal.error ?? real.error;
  const open = async (file: File | undefined) => {
    if (!file) return;
    const read = readCsv(await file.text());
    setTable(read);
    setMapping(guessed(read[0] ?? []));
    rehearsal.reset();
  };
  return (
    <div className="stack" style={{ "--gap": "16px" }}>
      <label className="field">
        <span className="label">{t("import.file")}</span>
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={({ target }) => open(target.files?.[0])}
        />
      </label>
      {table
        ? COLUMNS.map((column) => (
            <label key={column} className="import-row">
              <span>{t(WORDS[column])}</span>
              <select
                className="input"
                value={mapping[column]}
                onChange={({ target }) => {
                  setMapping({ ...mapping, [column]: Number(target.value) });
                  rehearsal.reset();
                }}
              >
                <option value={-1}>{t("import.none")}</option>
                {columns.map(({ title, at }) => (
                  <option key={`${at}-${title}`} value={at}>
                    {title} {cells[0]?.[at] ? `(${cells[0][at]})` : ""}
                  </option>
                ))}
              </select>
            </label>
          ))
        : null}
      {error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, error)}</Notice>
        </div>
      ) : null}
      {report ? (
        <div role="status" className="stack">
          <p>
            {t("import.report", {
              created: report.created,
              known: report.known,
              refused: report.refused.length,
            })}
          </p>
          <ul className="second small">
            {report.refused.slice(0, 5).map(({ row, value }) => (
              <li key={row}>{t("import.refused", { row: row + 1, value: value || "—" })}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {report ? (
        <Button busy={real.isPending} disabled={report.created === 0} onClick={() => real.mutate()}>
          {t("import.do", { n: report.created })}
        </Button>
      ) : (
        <Button disabled={!ready} busy={rehearsal.isPending} onClick={() => rehearsal.mutate()}>
          {t("import.look")}
        </Button>
      )}
    </div>
  );
}
