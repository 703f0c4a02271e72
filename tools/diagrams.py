"""Draws the component diagram from the imports and the entity diagrams from a migrated database.

`python -m tools.diagrams DATABASE_URL` rewrites docs/diagrams; a test compares them with the code.
"""

from __future__ import annotations

import asyncio
import sys
import tomllib
from html import escape
from pathlib import Path

import asyncpg
import grimp

ROOT = Path(__file__).resolve().parent.parent
DIAGRAMS = ROOT / "docs" / "diagrams"
PACKAGE = "smartbooking"
WIDTH, ROW, BOX, GAP = 960, 74, 46, 14
# Working tables of the infrastructure say nothing about the product.
LEFT_OUT = {"jobs", "public"}


def floors() -> list[list[str]]:
    """The floors of the import contract, from top to bottom, with the modules that exist."""
    contracts = tomllib.loads((ROOT / "importlinter.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c.get("containers") == [PACKAGE])["layers"]
    rows = [[name.strip(" ()") for name in layer.split("|")] for layer in layers]
    present = {p.name for p in (ROOT / "src" / PACKAGE).iterdir() if (p / "__init__.py").is_file()}
    return [found for row in rows if (found := [name for name in row if name in present])]


def uses() -> dict[str, set[str]]:
    """Which module imports which, from the code itself."""
    graph = grimp.build_graph(PACKAGE)
    found: dict[str, set[str]] = {}
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            a, b = importer.split(".")[1:2], imported.split(".")[1:2]
            if a and b and a != b:
                found.setdefault(a[0], set()).add(b[0])
    return found


def components() -> str:
    """An SVG of the floors; hovering a box tells what it uses."""
    rows, edges = floors(), uses()
    height = len(rows) * ROW + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="system-ui" font-size="15">',
        "<style>rect{fill:#D9EEEF;stroke:#08656F}text{fill:#064B53;text-anchor:middle}</style>",
        f'<rect width="{WIDTH}" height="{height}" style="fill:#F6F8F8;stroke:none"/>',
    ]
    for index, row in enumerate(rows):
        top, width = GAP + index * ROW, (WIDTH - GAP * (len(row) + 1)) / len(row)
        for place, name in enumerate(row):
            left = GAP + place * (width + GAP)
            used = ", ".join(sorted(edges.get(name, ()))) or "nothing of ours"
            parts.append(
                f"<g><title>{escape(name)} uses {escape(used)}</title>"
                f'<rect x="{left:.0f}" y="{top}" width="{width:.0f}" height="{BOX}" rx="8"/>'
                f'<text x="{left + width / 2:.0f}" y="{top + 29}">{escape(name)}</text></g>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


COLUMNS = """
    select n.nspname as schema, c.relname as table_name, a.attname as column_name,
           format_type(a.atttypid, a.atttypmod) as type,
           exists (select from pg_constraint p
                   where p.conrelid = c.oid and p.contype = 'p' and a.attnum = any (p.conkey)) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)'
    order by 1, 2, a.attnum
"""
REFERENCES = """
    select n.nspname as schema, c.relname as table_name, fn.nspname as to_schema, f.relname as to_table,
           p.conname as name
    from pg_constraint p join pg_class c on c.oid = p.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class f on f.oid = p.confrelid join pg_namespace fn on fn.oid = f.relnamespace
    where p.contype = 'f' and p.conparentid = 0 order by 1, 2, 5
"""


async def entities(url: str) -> str:
    """One Mermaid entity diagram per schema, with the references between their tables."""
    connection = await asyncpg.connect(url)
    columns, references = await connection.fetch(COLUMNS), await connection.fetch(REFERENCES)
    await connection.close()
    lines = ["# Entities", "", "Drawn from the migrated database by `python -m tools.diagrams`.", ""]
    for schema in sorted({row["schema"] for row in columns} - LEFT_OUT):
        lines += [f"## {schema}", "", "```mermaid", "erDiagram"]
        for table in dict.fromkeys(row["table_name"] for row in columns if row["schema"] == schema):
            lines.append(f"  {table} {{")
            lines += [
                f"    {_word(row['type'])} {row['column_name']}{' PK' if row['key'] else ''}"
                for row in columns
                if (row["schema"], row["table_name"]) == (schema, table)
            ]
            lines.append("  }")
        lines += [
            f'  {row["to_table"]} ||--o{{ {row["table_name"]} : "{row["name"]}"'
            for row in references
            if row["schema"] == schema and row["to_schema"] == schema
        ]
        lines += ["```", ""]
    return "\n".join(lines)


def _word(type_name: str) -> str:
    """A type as Mermaid takes it: one word."""
    short = type_name.replace("timestamp with time zone", "timestamptz").replace("character varying", "varchar")
    return "".join(letter if letter.isalnum() else "_" for letter in short).strip("_")


def main() -> None:
    """Write both files."""
    DIAGRAMS.mkdir(parents=True, exist_ok=True)
    (DIAGRAMS / "components.svg").write_text(components())
    (DIAGRAMS / "entities.md").write_text(asyncio.run(entities(sys.argv[1])))


if __name__ == "__main__":
    main()
