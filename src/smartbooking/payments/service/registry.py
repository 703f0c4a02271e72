"""Which gateways this process has; the wiring installs them, the use cases look them up by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from smartbooking.kernel.text import Localized
from smartbooking.payments.domain import Method, MethodKind
from smartbooking.payments.errors import UnknownMethod
from smartbooking.payments.ports import (
    BookingDesk,
    ConfiguredPerVendor,
    DemandsBankCheck,
    HoldsCards,
    OutcomeUnknown,
    Passive,
    PaymentGateway,
    PaymentLookup,
    PaysByCode,
    Regional,
    SavesCards,
)

# The founding API says "credit_card" for whichever card gateway is configured.
CARD_ALIAS: Final = "credit_card"
_installed: dict[str, PaymentGateway] = {}
_desks: dict[str, BookingDesk] = {}


def install_gateways(gateways: Sequence[PaymentGateway]) -> None:
    """Called once by the wiring, in every process; a second call replaces the first."""
    _installed.clear()
    _installed.update({gateway.name: gateway for gateway in gateways})


def install_desk(name: str, desk: BookingDesk) -> None:
    """Called once by every module that has something paid for, in every process."""
    _desks[name] = desk


def desks() -> tuple[BookingDesk, ...]:
    """Who knows whether something still waits for its money; none where only payments run (their own tests)."""
    return tuple(_desks.values())


def pays_by_code(name: str) -> bool:
    """Whether payments of this gateway are known by a short number of ours."""
    return isinstance(_installed.get(name), PaysByCode)


def hold_lasts(name: str) -> timedelta | None:
    """How long a card stays held by this gateway; None when it can not hold cards."""
    gateway = _installed.get(name)
    return gateway.hold_lasts if isinstance(gateway, HoldsCards) else None


def passive(name: str) -> bool:
    """Whether a payment of this gateway is dead as soon as we say so."""
    return isinstance(_installed.get(name), Passive)


def per_vendor(name: str) -> bool:
    """Whether each business switches this gateway on for itself."""
    return isinstance(_installed.get(name), ConfiguredPerVendor)


def held_by_vendor(name: str) -> bool:
    """Whether the money of this gateway goes to the business itself: its desk, its own account."""
    gateway = _installed.get(name)
    return gateway is not None and (gateway.kind is MethodKind.ON_SITE or per_vendor(name) or passive(name))


def is_value(name: str) -> bool:
    """Whether a payment of this gateway is taken from value we keep ourselves: a gift card."""
    gateway = _installed.get(name)
    return gateway is not None and gateway.kind is MethodKind.VALUE


def kind_of(name: str) -> MethodKind:
    """How a person pays by a method, as a customer named it; raises UnknownMethod."""
    return _installed[resolve_method(name)].kind


def names_per_vendor() -> tuple[str, ...]:
    """Gateways that businesses configure for themselves."""
    return tuple(name for name in _installed if per_vendor(name))


def can_demand_bank_check(name: str) -> bool:
    """Whether 3-D Secure can be demanded for a payment by this method, as a customer named it."""
    found = _installed.get(name)
    if name == CARD_ALIAS:
        found = next((one for one in _installed.values() if one.kind is MethodKind.CARD), None)
    return isinstance(found, DemandsBankCheck)


def saves_cards(name: str) -> bool:
    """Whether this gateway's provider keeps cards for next time."""
    return isinstance(_installed.get(name), SavesCards)


def takes_currency(name: str, currency: str) -> bool:
    """Whether the gateway takes money in this currency; most take all."""
    gateway = _installed.get(name)
    return not isinstance(gateway, Regional) or currency in gateway.currencies


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
        Method(
            code=one.name,
            label=Localized(dict(one.labels)).pick(locale),
            kind=one.kind,
            holds_card=isinstance(one, HoldsCards),
            saves_card=isinstance(one, SavesCards),
        )
        for one in _installed.values()
        if one.kind is not MethodKind.VALUE
    ]
    order = (MethodKind.CARD, MethodKind.TRANSFER, MethodKind.ON_SITE)
    return tuple(sorted(offered, key=lambda method: (order.index(method.kind), method.code)))


def resolve_method(name: str) -> str:
    """The gateway's name for what a customer chose; raises UnknownMethod."""
    if name == CARD_ALIAS:
        name = next((one.name for one in _installed.values() if one.kind is MethodKind.CARD), name)
    if name not in _installed:
        raise UnknownMethod(name)
    return name
