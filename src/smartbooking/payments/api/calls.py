"""Providers that call us and read the answer by their own rules."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi import Path as PathParameter

from smartbooking.infra.http.deps import DatabaseDep, NowDep, SettingsDep
from smartbooking.infra.http.limits import client_address
from smartbooking.infra.http.problems import problems
from smartbooking.infra.settings import Settings
from smartbooking.kernel.problem import NotFound
from smartbooking.payments import service
from smartbooking.payments.errors import ProviderSilent, WebhookRefused
from smartbooking.payments.ports import Call

router = APIRouter(prefix="/api/v1/payments/calls", tags=["Payments"])

Provider = Annotated[str, PathParameter(pattern="^[a-z][a-z0-9_]{0,31}$", examples=["kaspi_biller"])]
Part = Annotated[str, PathParameter(pattern=r"^[a-z0-9_.]{1,40}$", examples=["check"])]
_ANY: Final[dict[str, Any]] = {"type": "object", "description": "What the provider's protocol says"}
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "In the provider's own language", "content": {"application/json": {"schema": _ANY}}}
}
_BODY: Final = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _ANY, "example": {"id": 1}}}}
}


@router.get(
    "/{provider}/{part}",
    summary="Question of a payment provider",
    response_class=Response,
    responses=problems(NotFound, WebhookRefused, ProviderSilent) | _ANSWER,
)
async def answer_question(
    request: Request, database: DatabaseDep, settings: SettingsDep, now: NowDep, provider: Provider, part: Part
) -> Response:
    """Kaspi's `check` and `pay`; who calls is proven by the provider's own rules."""
    return await _answer(request, database, settings, now, provider, part)


@router.post(
    "/{provider}/{part}",
    summary="Call of a payment provider",
    response_class=Response,
    responses=problems(NotFound, WebhookRefused, ProviderSilent) | _ANSWER,
    openapi_extra=_BODY,
)
async def answer_call(
    request: Request, database: DatabaseDep, settings: SettingsDep, now: NowDep, provider: Provider, part: Part
) -> Response:
    """Payme, Click, Freedom Pay and CloudPayments; each is answered as its protocol says."""
    return await _answer(request, database, settings, now, provider, part)


async def _answer(
    request: Request, database: DatabaseDep, settings: Settings, now: NowDep, provider: str, part: str
) -> Response:
    peer = request.client.host if request.client else ""
    call = Call(
        method=request.method,
        part=part,
        query=dict(request.query_params),
        headers=request.headers,
        body=await request.body(),
        address=client_address(request),
        through_proxy=peer in settings.trusted_proxies,
        now=now,
    )
    reply = await service.answer_call(database, provider=provider, call=call)
    return Response(reply.body, status_code=reply.status, media_type=reply.content_type, headers=dict(reply.headers))
