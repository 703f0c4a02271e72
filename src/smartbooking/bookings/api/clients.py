"""The client book of a business."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from smartbooking.bookings.access import Manager, Staff
from smartbooking.bookings.api.shaping import summary
from smartbooking.bookings.domain.clients import Client
from smartbooking.bookings.errors import ClientKnown, ClientMerged
from smartbooking.bookings.schemas.clients import (
    ClientCard,
    ClientChange,
    ClientImportIn,
    ClientIn,
    ClientList,
    ClientView,
    ImportList,
    ImportReport,
    LikenessView,
    MergeIn,
    PastImportView,
    Undone,
)
from smartbooking.bookings.service import client_merging, clients
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import ClientRef, ImportRef, VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, NotFound, StaleVersion, Unauthenticated

router = APIRouter(
    prefix="/api/v1/vendors/{vendor_id}/clients", tags=["Clients"], responses=problems(Unauthenticated, NotFound)
)


@router.get("", response_model=ClientList, response_model_exclude_none=True, summary="Clients of a business")
async def list_clients(
    vendor_id: VendorRef, read: ReadTxDep, _: Staff, now: NowDep,
    query: Annotated[str | None, Query(max_length=120, description="Digits of the phone, name or e-mail")] = None,
    tag: Annotated[str | None, Query(max_length=40)] = None,
    page: Annotated[int, Query(ge=1, le=500)] = 1, limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> ClientList:  # fmt: skip
    """Whoever booked, was written down or imported; the latest seen first."""
    found = await clients.find(
        read, vendor_id=vendor_id, query=query, tag=tag, page=page, limit=limit, now=now
    )  # fmt: skip
    return ClientList(
        data=[ClientView.of(client) for client in found.rows], page=found.page, limit=found.limit, total=found.total
    )


@router.post(
    "", status_code=201, response_model=ClientView, response_model_exclude_none=True, summary="Write a client down",
    responses=problems(ClientKnown),
)  # fmt: skip
async def add_client(vendor_id: VendorRef, body: ClientIn, tx: TxDep, _: Staff, now: NowDep) -> ClientView:
    """Whoever books is written down without this."""
    return ClientView.of(await clients.add(tx, vendor_id=vendor_id, written=body.written(), now=now))


@router.get("/imports", response_model=ImportList, response_model_exclude_none=True, summary="Imports of clients")
async def list_client_imports(vendor_id: VendorRef, read: ReadTxDep, _: Staff) -> ImportList:
    """The latest ten."""
    return ImportList(data=[PastImportView.of(one) for one in await clients.imports(read, vendor_id=vendor_id)])


@router.post(
    "/imports", response_model=ImportReport, response_model_exclude_none=True, summary="Take clients in from a file",
    responses=problems(Forbidden),
)  # fmt: skip
async def import_clients(
    vendor_id: VendorRef, body: ClientImportIn, by: Manager, once: OnceDep, now: NowDep
) -> Response:
    """Known clients stay as they are. Rehearse first: the same answer, and nothing is written."""

    async def use_case(tx: Tx) -> ImportReport:
        done = await clients.take_in(
            tx, vendor_id=vendor_id, written=[row.written() for row in body.rows], rehearse=body.rehearse, by=by,
            now=now,
        )  # fmt: skip
        return ImportReport.of(done)

    return await once.run(body, use_case)


@router.delete(
    "/imports/{import_id}", response_model=Undone, summary="Take an import back", responses=problems(Forbidden)
)
async def undo_client_import(vendor_id: VendorRef, import_id: ImportRef, by: Manager, tx: TxDep, now: NowDep) -> Undone:
    """Removes the clients it brought, except those somebody changed or who booked since."""
    return Undone(removed=await clients.undo(tx, vendor_id=vendor_id, import_id=import_id, by=by, now=now))


@router.get("/{client_id}", response_model=ClientCard, response_model_exclude_none=True, summary="One client")
async def get_client(
    vendor_id: VendorRef, client_id: ClientRef, read: ReadTxDep, _: Staff, locale: LocaleDep, now: NowDep
) -> ClientCard:
    """With the latest fifty bookings."""
    client = await clients.get(read, vendor_id=vendor_id, client_id=client_id, now=now)
    return await _card(read, vendor_id, client, locale)


async def _card(read: ReadTx, vendor_id: int, client: Client, locale: str) -> ClientCard:
    found = await clients.history(read, vendor_id=vendor_id, client=client)
    alike = await client_merging.alike(read, vendor_id=vendor_id, client=client)
    merged = await client_merging.merged(read, vendor_id=vendor_id, client=client)
    view = ClientView.of(client).model_dump(by_alias=False)
    return ClientCard(
        **view, bookings=[summary(booking, locale, with_customer=False) for booking in found],
        alike=[LikenessView.of(card) for card in alike], merged=[LikenessView.of(card) for card in merged],
    )  # fmt: skip


@router.post(
    "/{client_id}/merged", response_model=ClientView, response_model_exclude_none=True,
    summary="Take another card of the same person in", responses=problems(Forbidden, ClientMerged),
)  # fmt: skip
async def merge_clients(
    vendor_id: VendorRef, client_id: ClientRef, body: MergeIn, by: Manager, tx: TxDep, now: NowDep
) -> ClientView:
    """This card is kept, with the tags and notes of both; bookings under the other's phone and e-mail count here."""
    done = await client_merging.merge(
        tx, vendor_id=vendor_id, client_id=client_id, other_id=body.other_id, by=by, now=now
    )
    return ClientView.of(done)


@router.delete(
    "/{client_id}/merged/{other_id}", response_model=ClientView, response_model_exclude_none=True,
    summary="Take a merged card out again", responses=problems(Forbidden),
)  # fmt: skip
async def split_clients(
    vendor_id: VendorRef, client_id: ClientRef, other_id: ClientRef, by: Manager, tx: TxDep, now: NowDep
) -> ClientView:
    """Its phone and e-mail mean a person of their own again; tags and notes that were taken over stay on both."""
    done = await client_merging.split(tx, vendor_id=vendor_id, client_id=client_id, other_id=other_id, by=by, now=now)
    return ClientView.of(done)


@router.put(
    "/{client_id}", response_model=ClientView, response_model_exclude_none=True, summary="Change a client's card",
    responses=problems(StaleVersion, ClientKnown),
)  # fmt: skip
async def change_client(
    vendor_id: VendorRef, client_id: ClientRef, body: ClientChange, tx: TxDep, _: Staff, now: NowDep
) -> ClientView:
    """The whole card; answers 409 when somebody was faster."""
    changed = await clients.change(
        tx, vendor_id=vendor_id, client_id=client_id, version=body.version, written=body.written(), now=now
    )
    return ClientView.of(changed)
