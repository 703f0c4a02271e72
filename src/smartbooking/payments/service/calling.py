"""Requests of providers that call us: the gateway proves who calls and answers in the provider's own language."""

from __future__ import annotations

from smartbooking.infra.db import Database
from smartbooking.kernel.problem import NotFound
from smartbooking.payments.errors import ProviderSilent, WebhookRefused
from smartbooking.payments.ports import AnswersCalls, BadSignature, Call, GatewayRefused, OutcomeUnknown, Reply
from smartbooking.payments.service.registry import gateway_named, known_gateway


async def answer_call(database: Database, *, provider: str, call: Call) -> Reply:
    """Raises NotFound for providers that are not configured, WebhookRefused for callers who are not the provider."""
    gateway = gateway_named(provider) if known_gateway(provider) else None
    if not isinstance(gateway, AnswersCalls):
        raise NotFound("No such payment provider.")
    try:
        return await gateway.answer(database, call)
    except OutcomeUnknown as error:
        raise ProviderSilent from error
    except GatewayRefused as error:
        raise NotFound("The provider knows no such payment.") from error
    except BadSignature as error:
        raise WebhookRefused(f"{error}.") from error
