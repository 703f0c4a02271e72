"""Tables for accountants, and the comparison with a provider's list."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response

from smartbooking.documents.access import Manager, Operator
from smartbooking.documents.api.papers import span_of
from smartbooking.documents.errors import TooMuchToExport
from smartbooking.documents.rendering.tables import as_csv, as_xlsx
from smartbooking.documents.schemas.money import ReconciliationRequest, ReconciliationResult
from smartbooking.documents.service.exports import What, sheet_of
from smartbooking.infra.http.deps import ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import CalendarDay, VendorRef
from smartbooking.kernel.problem import Forbidden, NotFound
from smartbooking.payments.service import moved
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1", tags=["Money"])
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_CSV_FILE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/csv": _BINARY}}}
_XLSX_FILE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {XLSX: _BINARY}}}
Table = Annotated[What, Path(description="payments, ledger, or bookings with their money")]
First = Annotated[CalendarDay | None, Query(alias="from", description="First day (UTC)")]
Last = Annotated[CalendarDay | None, Query(alias="to", description="Day after the last")]


@router.get(
    "/vendors/{vendor_id}/money/exports/{what}.csv", summary="A table as CSV", response_class=Response,
    responses={**problems(NotFound, TooMuchToExport), **_CSV_FILE},
)  # fmt: skip
async def export_csv(
    vendor_id: VendorRef, what: Table, read: ReadTxDep, _: Manager, first: First = None, last: Last = None
) -> Response:
    """UTF-8. Text that a spreadsheet would take for a formula has an apostrophe before it."""
    start, end = span_of(first, last)
    await vendors.get_vendor(read, vendor_id=vendor_id)
    sheet = await sheet_of(read, what, vendor_id=vendor_id, start=start, end=end)
    return _file(await asyncio.to_thread(as_csv, sheet), "text/csv; charset=utf-8", f"{what}.csv")


@router.get(
    "/vendors/{vendor_id}/money/exports/{what}.xlsx", summary="A table as XLSX", response_class=Response,
    responses={**problems(NotFound, TooMuchToExport), **_XLSX_FILE},
)  # fmt: skip
async def export_xlsx(
    vendor_id: VendorRef, what: Table, read: ReadTxDep, _: Manager, first: First = None, last: Last = None
) -> Response:
    """Amounts are numbers, times are times; text is never a formula."""
    start, end = span_of(first, last)
    await vendors.get_vendor(read, vendor_id=vendor_id)
    sheet = await sheet_of(read, what, vendor_id=vendor_id, start=start, end=end)
    return _file(await asyncio.to_thread(as_xlsx, sheet, title=what.value), XLSX, f"{what}.xlsx")


@router.post(
    "/operations/reconciliations", summary="Compare with a provider's list", response_model=ReconciliationResult,
    responses=problems(Forbidden),
)  # fmt: skip
async def reconcile_with_provider(body: ReconciliationRequest, read: ReadTxDep, _: Operator) -> ReconciliationResult:
    """Our payments and refunds at one provider against its own list: missing here, missing there, differing."""
    start, end = span_of(body.first, body.last)
    found = await moved.reconcile_gateway(
        read, gateway=body.gateway, start=start, end=end, listed=[row.listed() for row in body.entries]
    )
    return ReconciliationResult.of(found)


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
