"""Reads CSV files, packed or not, row by row with the line each row begins on."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_GZIP: Final = b"\x1f\x8b"


class UnreadableFile(ValueError):
    """The file is not a CSV file of the expected kind; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line of the file it begins on, and its cells by column (empty when a cell is missing)."""

    line: int
    cells: dict[str, str]
    complete: bool


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Records of a file that has at least these columns. Raises UnreadableFile.

    Bytes that are not UTF-8 become the replacement character: one odd name must not stop fifteen thousand rows.
    """
    try:
        with path.open("rb") as probe:
            packed = probe.read(2) == _GZIP
        with (
            gzip.open(path, "rb") if packed else path.open("rb") as raw,
            io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="") as text,
        ):
            yield from _records(text, columns, path)
    except (OSError, EOFError, csv.Error) as error:
        raise UnreadableFile(f"{path}: {error}") from error


def _records(text: io.TextIOWrapper, columns: Sequence[str], path: Path) -> Iterator[Row]:
    reader = csv.reader(text)
    header = next(reader, [])
    if missing := [column for column in columns if column not in header]:
        raise UnreadableFile(f"{path}: the columns {', '.join(missing)} are missing")
    while True:
        line = reader.line_num + 1
        cells = next(reader, None)
        if cells is None:
            return
        if cells:
            named = dict(zip(header, cells, strict=False))
            yield Row(line, {name: named.get(name, "").strip() for name in header}, len(cells) == len(header))
