"""Whether a card number was written anywhere: in any table, any log, any dump. There is none to be found (SAQ A)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smartbooking.infra.db import Database
from smartbooking.payments.domain.card_scan import card_numbers_written_in
from smartbooking.payments.repository import card_scan

_PIECE: Final = 1 << 20
_OVERLAP: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A card number, masked, and where it stands: a table or a file."""

    where: str
    number: str


async def scan_database(database: Database) -> list[Found]:
    """Every row of every table. The database must be opened as the owner of the tables."""
    found = []
    async with database.engine.connect() as connection:
        for table, columns in await card_scan.tables(connection):
            async for line in card_scan.rows_of(connection, table, columns):
                found += [Found(where=table, number=number) for number in card_numbers_written_in(line)]
    return found


def scan_files(paths: list[Path]) -> list[Found]:
    """Files, and all files in directories, read as bytes whatever they are."""
    return [Found(where=str(path), number=number) for path in _files(paths) for number in _scan_file(path)]


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from (one for one in sorted(path.rglob("*")) if one.is_file()) if path.is_dir() else (path,)


def _scan_file(path: Path) -> list[str]:
    """In pieces that overlap, so that no number is cut; each number of a file once."""
    found: dict[str, None] = {}
    tail = ""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            words = tail + piece.decode("latin-1")
            found |= dict.fromkeys(card_numbers_written_in(words))
            tail = words[-_OVERLAP:]
    return list(found)
