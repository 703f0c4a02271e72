"""Adapters: one file per provider. The built-in ones stand here; others come as entry points of packages."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Final

from smartbooking.infra.settings import Settings
from smartbooking.payments.gateways import on_site, sandbox
from smartbooking.payments.ports import PaymentGateway

ENTRY_POINT_GROUP: Final = "smartbooking.payment_gateways"
Builder = Callable[[Settings], PaymentGateway | None]
BUILT_IN: Final[tuple[Builder, ...]] = (on_site.build, sandbox.build)


def build_all(settings: Settings) -> tuple[PaymentGateway, ...]:
    """Every gateway that the settings configure, built-in ones first."""
    builders = [*BUILT_IN, *(point.load() for point in entry_points(group=ENTRY_POINT_GROUP))]
    return tuple(gateway for build in builders if (gateway := build(settings)) is not None)
