"""The client book on the wire."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from smartbooking.bookings.domain.clients import Client, Imported, Likeness, PastImport
from smartbooking.bookings.schemas.replies import BookingSummary
from smartbooking.bookings.service.clients import Written
from smartbooking.infra.http.wire import Amount, ClientRef, ImportRef, Instant, Wire, example

Tag = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ClientIn(Wire):
    """What is written about a person; at least a phone or an e-mail."""

    model_config = example({"name": "Айгерім Бекова", "phone": "+7 701 555 04 19", "tags": ["VIP"], "note": "Окно"})

    name: str = Field("", max_length=120)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=200)
    tags: list[Tag] = Field(default_factory=list, max_length=20)
    note: str = Field("", max_length=4000)

    def written(self) -> Written:
        return Written(name=self.name, phone=self.phone, email=self.email, tags=tuple(self.tags), note=self.note)


class ClientChange(ClientIn):
    """The whole card anew, based on a version."""

    model_config = example(
        {"name": "Айгерім Бекова", "phone": "+7 701 555 04 20", "tags": ["VIP"], "note": "Окно", "version": 1}
    )

    version: int = Field(ge=1, le=2**31 - 1)


class ClientView(Wire):
    """A client with what the bookings say: `spent` is the money of visits that took place."""

    client_id: ClientRef
    name: str
    phone: str | None = None
    email: str | None = None
    tags: list[str]
    note: str
    version: int
    visits: int
    no_shows: int
    cancelled: int
    spent: Amount
    currency: str
    last_visit: Instant | None = None
    next_visit: Instant | None = None
    created_at: Instant

    @classmethod
    def of(cls, client: Client) -> Self:
        past = client.past
        return cls(
            client_id=client.id, name=client.name, phone=client.phone, email=client.email, tags=list(client.tags),
            note=client.note, version=client.version, visits=past.visits, no_shows=past.no_shows,
            cancelled=past.cancelled, spent=past.spent.major, currency=past.spent.currency,
            last_visit=past.last_visit, next_visit=past.next_visit, created_at=client.created_at,
        )  # fmt: skip


class LikenessView(Wire):
    """Another card of the same person."""

    client_id: ClientRef
    name: str
    phone: str | None = None
    email: str | None = None

    @classmethod
    def of(cls, card: Likeness) -> Self:
        return cls(client_id=card.id, name=card.name, phone=card.phone, email=card.email)


class ClientCard(ClientView):
    """A client with the latest bookings, newest first; `alike` may be the same person, `merged` were made this one."""

    bookings: list[BookingSummary]
    alike: list[LikenessView]
    merged: list[LikenessView]


class MergeIn(Wire):
    """The card that is taken in; its phone and e-mail mean this client from now on."""

    model_config = example({"otherId": "cli_01M7YHFMK6EXSVJKDHAQ5QAGFG"})

    other_id: ClientRef


class ClientList(Wire):
    """A page of the book."""

    data: list[ClientView]
    page: int
    limit: int
    total: int


class ClientImportIn(Wire):
    """Rows of a file, read by the sender. With `rehearse` nothing is written."""

    model_config = example({"rows": [{"name": "Дана", "phone": "8 701 555 04 21"}], "rehearse": True})

    rows: list[ImportRow] = Field(min_length=1, max_length=5000)
    rehearse: bool = False


class ImportRow(Wire):
    """One row; what can not be read is named in the reply, not refused as a whole."""

    name: str = Field("", max_length=300)
    phone: str = Field("", max_length=300)
    email: str = Field("", max_length=300)
    tags: list[str] = Field(default_factory=list, max_length=50)
    note: str = Field("", max_length=10_000)

    def written(self) -> Written:
        return Written(
            name=self.name[:120], phone=self.phone, email=self.email, tags=tuple(self.tags[:20]), note=self.note[:4000]
        )


class RefusedRow(Wire):
    """A row that was left out: rows count from 1, `field` names what could not be read."""

    row: int
    field: str
    value: str


class ImportReport(Wire):
    """How many clients are new, how many were known, and which rows were left out."""

    import_id: ImportRef | None = None
    created: int
    known: int
    refused: list[RefusedRow]

    @classmethod
    def of(cls, done: Imported) -> Self:
        refused = [RefusedRow(row=one.row, field=one.field, value=one.value[:120]) for one in done.refused[:200]]
        return cls(import_id=done.id, created=done.created, known=done.known, refused=refused)


class PastImportView(Wire):
    """An import; its clients are still here unless `undoneAt` says otherwise."""

    import_id: ImportRef
    at: Instant
    created: int
    undone_at: Instant | None = None

    @classmethod
    def of(cls, past: PastImport) -> Self:
        return cls(import_id=past.id, at=past.at, created=past.created, undone_at=past.undone_at)


class ImportList(Wire):
    """The latest imports, newest first."""

    data: list[PastImportView]


class Undone(Wire):
    """How many clients were removed; those somebody worked with stay."""

    removed: int


ClientImportIn.model_rebuild()
