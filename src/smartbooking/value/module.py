"""Manifest of value."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import Module
from smartbooking.value import personal_data
from smartbooking.value.api import gift_cards, memberships, passes, plans

MODULE: Final = Module(
    name="value",
    routers=(gift_cards.router, passes.router, plans.router, memberships.router),
    personal_data=personal_data.TABLES,
)
