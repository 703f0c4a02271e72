"""What businesses lack that people look for before they book."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from smartbooking.infra.http.deps import LocaleDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, Unauthenticated
from smartbooking.operations.access import Operator
from smartbooking.operations.repository import gaps as rows
from smartbooking.operations.repository.gaps import Gap, Gaps
from smartbooking.operations.schemas.gaps import GapsList, GapsView

router = APIRouter(prefix="/api/v1/operations", tags=["Operations"], responses=problems(Unauthenticated, Forbidden))


@router.get("/content-gaps", summary="What businesses lack", response_model_exclude_none=True)
async def list_content_gaps(
    read: ReadTxDep, _: Operator, locale: LocaleDep,
    gap: Annotated[Gap | None, Query(description="Only businesses that lack this")] = None,
    after: Annotated[VendorRef | None, Query(description="`nextAfter` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> GapsList:  # fmt: skip
    """Businesses that are listed or wait to be. One query, by the numbers of the businesses."""
    found = await rows.gaps(read, gap=gap, after=after or 0, limit=limit + 1)
    shown = found[:limit]
    return GapsList(
        data=[_view(one, locale) for one in shown],
        next_after=shown[-1].vendor_id if len(found) > limit else None,
    )


def _view(one: Gaps, locale: str) -> GapsView:
    counted = {name: getattr(one, name) for name in GapsView.model_fields if name != "name"}
    return GapsView(**counted, name=one.name.pick(locale))
