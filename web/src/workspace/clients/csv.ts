import type { ImportRow } from "@/api/desk-calls";

export type ClientColumn = "name" | "phone" | "email" | "tags" | "note";
export const COLUMNS: readonly ClientColumn[] = ["name", "phone", "email", "tags", "note"];

/** Cells of a CSV text; the separator is the one its first line uses most. */
export function readCsv(text: string): string[][] {
  const clean = text.replace(/^\uFEFF/, "");
  const first = clean.slice(0, clean.search(/\r?\n|$/));
  const separators = [",", ";", "\t"];
  const count = (mark: string) => first.split(mark).length;
  const separator = separators.reduce(
    (best, each) => (count(each) > count(best) ? each : best),
    ",",
  );
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const endCell = () => {
    rows.at(-1)?.push(cell.trim());
    cell = "";
  };
  for (let at = 0; at < clean.length; at += 1) {
    const letter = clean.charAt(at);
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (clean.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else if (letter === separator) endCell();
    else if (letter === "\n") {
      endCell();
      rows.push([]);
    } else if (letter !== "\r") cell += letter;
  }
  endCell();
  return rows.filter((row) => row.some((each) => each !== ""));
}

const HINTS: Record<ClientColumn, RegExp> = {
  name: /name|имя|фио|клиент|аты|есім/i,
  phone: /phone|tel|тел|номер|моб/i,
  email: /mail|почта|пошта/i,
  tags: /tag|тег|метк|группа|белгі/i,
  note: /note|comment|замет|коммент|примеч|ескертпе/i,
};

/** Which column of the file is probably what; -1 for none. */
export function guessed(head: readonly string[]): Record<ClientColumn, number> {
  const found = { name: -1, phone: -1, email: -1, tags: -1, note: -1 };
  const used = new Set<number>();
  for (const column of ["phone", "email", "tags", "note", "name"] as const) {
    const at = head.findIndex((title, place) => !used.has(place) && HINTS[column].test(title));
    found[column] = at;
    if (at >= 0) used.add(at);
  }
  return found;
}

export function rowsOf(
  cells: readonly (readonly string[])[],
  mapping: Record<ClientColumn, number>,
): ImportRow[] {
  return cells.map((row) => {
    const of = (column: ClientColumn) => row[mapping[column]] ?? "";
    const tags = of("tags")
      .split(/[,;|]/)
      .map((tag) => tag.trim())
      .filter(Boolean);
    return { name: of("name"), phone: of("phone"), email: of("email"), tags, note: of("note") };
  });
}
