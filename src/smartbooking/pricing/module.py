"""Manifest of pricing."""

from __future__ import annotations

from smartbooking.catalog.ports import OFFER_FACTS
from smartbooking.infra.module import Module, PersonalData, Runtime
from smartbooking.pricing.api import fees, promos, quotes, rates, rules
from smartbooking.pricing.domain.lawbook import lawbook
from smartbooking.pricing.service import PriceFacts


async def offer_facts(runtime: Runtime) -> None:
    """Read the legal data (a broken file stops the process) and show prices on the catalog's pages."""
    lawbook()
    runtime.parts.setdefault(OFFER_FACTS, PriceFacts())


MODULE = Module(
    name="pricing",
    routers=(quotes.router, rates.router, rules.router, fees.router, promos.router),
    startup=(offer_facts,),
    personal_data=(
        PersonalData(
            table="pricing.promo_redemption",
            columns=("customer_key",),
            subject="customer",
            purpose="one customer does not use a promo code more often than agreed",
            kept="as long as the promo code",
        ),
    ),
)
