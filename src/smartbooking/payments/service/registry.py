"""Which gateways this process has; the wiring installs them, the use cases look them up by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from smartbooking.kernel.text import Localized
from smartbooking.payments.domain import Method, MethodKind
from smartbooking.payments.errors import UnknownMethod
from smartbooking.payments.ports import OutcomeUnknown, PaymentGateway, PaymentLookup

# The founding API says "credit_card" for whichever card gateway is configured.
CARD_ALIAS: Final = "credit_card"
_installed: dict[str, PaymentGateway] = {}


def install_gateways(gateways: Sequence[PaymentGateway]) -> None:
    """Called once by the wiring, in every process; a second call replaces the first."""
    _installed.clear()
    _installed.update({gateway.name: gateway for gateway in gateways})


def gateway_named(name: str) -> PaymentGateway:
    """The gateway of a stored attempt. One that is no longer configured can not be asked: OutcomeUnknown."""
    found = _installed.get(name)
    if found is None:
        raise OutcomeUnknown(f"the gateway {name} is not configured in this process")
    return found


def known_gateway(name: str) -> bool:
    """Whether messages of this provider can be read."""
    return name in _installed


def askable(name: str) -> bool:
    """Whether the provider behind a gateway can be asked how things stand."""
    return isinstance(_installed.get(name), PaymentLookup)


def gateway_names() -> tuple[str, ...]:
    """Names of all gateways of this process."""
    return tuple(_installed)


def methods(*, locale: str) -> tuple[Method, ...]:
    """The ways to pay of this installation, cards first, labels in `locale`."""
    offered = [
        Method(code=one.name, label=Localized(dict(one.labels)).pick(locale), kind=one.kind)
        for one in _installed.values()
    ]
    return tuple(sorted(offered, key=lambda method: (method.kind is not MethodKind.CARD, method.code)))


def resolve_method(name: str) -> str:
    """The gateway's name for what a customer chose; raises UnknownMethod."""
    if name == CARD_ALIAS:
        name = next((one.name for one in _installed.values() if one.kind is MethodKind.CARD), name)
    if name not in _installed:
        raise UnknownMethod(name)
    return name
