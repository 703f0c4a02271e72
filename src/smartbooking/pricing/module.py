"""Manifest of pricing."""

from __future__ import annotations

from smartbooking.infra.module import Module, PersonalData
from smartbooking.pricing.api import fees, promos, quotes, rates, rules

MODULE = Module(
    name="pricing",
    routers=(quotes.router, rates.router, rules.router, fees.router, promos.router),
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
