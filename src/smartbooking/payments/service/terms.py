"""Which ways to pay a business offers, and how long people have for them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from smartbooking.infra import audit
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.payments import repository
from smartbooking.payments.domain import Method, VendorTerms
from smartbooking.payments.errors import UnknownMethod
from smartbooking.payments.ports import ConfiguredPerVendor
from smartbooking.payments.service.registry import (
    gateway_named,
    is_value,
    methods,
    names_per_vendor,
    per_vendor,
    takes_currency,
)
from smartbooking.vendors import service as vendors

# What must be filled in before a method can be offered.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "kaspi_manual": ("phone",),
    "kaspi_biller": ("account_name",),
    "bank_transfer": ("account_name", "account_number", "bank", "tax_id"),
}


async def offered_methods(
    read: ReadTx, *, vendor_id: int | None, currency: str | None, locale: str
) -> tuple[Method, ...]:
    """The ways to pay of the installation that this business offers; without a business those all offer."""
    found = methods(locale=locale)
    own = {one.method for one in await repository.terms_of(read, vendor_id) if one.enabled} if vendor_id else set()
    return tuple(
        one
        for one in found
        if (not per_vendor(one.code) or one.code in own) and (currency is None or takes_currency(one.code, currency))
    )


async def must_be_offered(read: ReadTx, *, vendor_id: int, method: str, currency: str) -> None:
    """Raises UnknownMethod when the business does not take money this way, or not in this currency."""
    if is_value(method) or not takes_currency(method, currency):
        raise UnknownMethod(method)
    if per_vendor(method):
        terms = await terms_for(read, vendor_id=vendor_id, method=method)
        if not terms.enabled:
            raise UnknownMethod(method)


async def time_to_pay(read: ReadTx, *, vendor_id: int, method: str, usual: timedelta) -> timedelta:
    """How long the place is kept for a payment by this method."""
    if not per_vendor(method):
        return usual
    return max(usual, (await terms_for(read, vendor_id=vendor_id, method=method)).time_to_pay)


async def terms_for(read: ReadTx, *, vendor_id: int, method: str) -> VendorTerms:
    """A business's terms for a method; switched off when it never set any."""
    for one in await repository.terms_of(read, vendor_id):
        if one.method == method:
            return one
    gateway = gateway_named(method)
    assert isinstance(gateway, ConfiguredPerVendor)
    minutes = int(gateway.pay_within.total_seconds() // 60)
    return VendorTerms(vendor_id=vendor_id, method=method, enabled=False, minutes_to_pay=minutes)


async def all_terms(read: ReadTx, *, vendor_id: int) -> tuple[VendorTerms, ...]:
    """Every method the business could switch on, with what it has filled in."""
    return tuple([await terms_for(read, vendor_id=vendor_id, method=name) for name in sorted(names_per_vendor())])


async def set_terms(
    tx: Tx, *, principal: Principal, vendor_id: int, method: str, values: Mapping[str, Any], now: datetime
) -> VendorTerms:
    """Fill in and switch on or off. Any: fields of VendorTerms. Raises UnknownMethod, Invalid, NotFound."""
    if not per_vendor(method):
        raise UnknownMethod(method, "/path/method")
    await vendors.get_vendor(tx, vendor_id=vendor_id)
    terms = dataclasses.replace(await terms_for(tx, vendor_id=vendor_id, method=method), **values)
    missing = [name for name in NEEDED.get(method, ()) if not getattr(terms, name)]
    if terms.enabled and missing:
        raise Invalid(*(FieldError(f"/{_camel(name)}", "needed to offer this way to pay") for name in missing))
    await repository.put_terms(tx, terms, now=now)
    await audit.record(
        tx,
        principal,
        action="payments.terms_changed",
        subject=f"ven_{vendor_id}",
        vendor_id=vendor_id,
        details={"method": method, "enabled": terms.enabled, "minutesToPay": terms.minutes_to_pay},
    )
    return terms


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
