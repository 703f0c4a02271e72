"""Receipts for the tax office, for the people of a business."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from smartbooking.documents import service
from smartbooking.documents.access import Manager
from smartbooking.documents.domain import FiscalStatus
from smartbooking.documents.errors import DocumentNotFound, ReceiptClosed
from smartbooking.documents.schemas.papers import FiscalList, FiscalNumber, FiscalOut
from smartbooking.infra.http.deps import NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import NotFound
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/fiscal-receipts", tags=["Documents"])
ReceiptId = Annotated[UUID, Path(description="The receipt", examples=["01938f3a-6b1e-7c3a-9d2e-4f5a6b7c8d9e"])]


@router.get("", summary="Fiscal receipts", response_model=FiscalList, responses=problems(NotFound))
async def list_fiscal_receipts(
    vendor_id: VendorRef, read: ReadTxDep, _: Manager,
    status: Annotated[FiscalStatus | None, Query(description="Only these")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> FiscalList:  # fmt: skip
    """Newest first; `manual` ones wait for a person, `refused` ones for a decision."""
    await vendors.get_vendor(read, vendor_id=vendor_id)
    found = await service.list_fiscal(read, vendor_id=vendor_id, status=status, limit=limit)
    return FiscalList(data=[FiscalOut.of(receipt) for receipt in found])


@router.post(
    "/{receipt_id}/done", summary="Say that a fiscal receipt was registered", response_model=FiscalOut,
    responses=problems(NotFound, DocumentNotFound, ReceiptClosed),
)  # fmt: skip
async def finish_fiscal_receipt(
    vendor_id: VendorRef, receipt_id: ReceiptId, body: FiscalNumber, tx: TxDep, principal: Manager, now: NowDep
) -> FiscalOut:
    """Under which number it is found in the cash register the business uses."""
    return FiscalOut.of(
        await service.finish_by_hand(
            tx, vendor_id=vendor_id, receipt_id=receipt_id, number=body.number, principal=principal, now=now
        )
    )


@router.post(
    "/{receipt_id}/retry", summary="Send a refused fiscal receipt again", response_model=FiscalOut,
    responses=problems(NotFound, DocumentNotFound, ReceiptClosed),
)  # fmt: skip
async def retry_fiscal_receipt(
    vendor_id: VendorRef, receipt_id: ReceiptId, tx: TxDep, principal: Manager, now: NowDep
) -> FiscalOut:
    """After the reason of the refusal was removed."""
    return FiscalOut.of(
        await service.try_again(tx, vendor_id=vendor_id, receipt_id=receipt_id, principal=principal, now=now)
    )
