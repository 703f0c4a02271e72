"""Whom a business knows: one person by phone, else by e-mail, with what its staff noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A person in a business's own book. `seen_at` is when the latest booking was made."""

    id: UUID
    name: str
    phone: str | None
    email: str | None
    tags: tuple[str, ...]
    note: str
    version: int
    created_at: datetime
    seen_at: datetime | None
    past: ClientPast


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPast:
    """What the bookings say: visits that took place, no-shows, cancellations, money of completed visits."""

    visits: int
    no_shows: int
    cancelled: int
    spent: Money
    last_visit: datetime | None
    next_visit: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Another card of the same person, merged into a client's own or perhaps to be merged."""

    id: UUID
    name: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClient:
    """What is written down about a person; at least a phone or an e-mail."""

    name: str
    phone: str | None
    email: str | None
    tags: tuple[str, ...] = ()
    note: str = ""


def merged_card(kept: Client, other: Client) -> NewClient:
    """What one card says when another of the same person is taken in: nothing that was written is lost."""
    notes = [note for note in dict.fromkeys((kept.note.strip(), other.note.strip())) if note]
    return NewClient(
        name=kept.name or other.name, phone=kept.phone, email=kept.email or other.email,
        tags=tuple(dict.fromkeys((*kept.tags, *other.tags))), note="\n".join(notes),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row of a file that can not be taken, and why; rows count from 1."""

    row: int
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or would do when `id` is None."""

    id: UUID | None
    created: int
    known: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """An import that can be looked at, and taken back while `undone_at` is None."""

    id: UUID
    at: datetime
    created: int
    undone_at: datetime | None
