"""The whole application on one screen: every module, in the order they start."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Final

from smartbooking.infra.module import Module

_NAMES = ("identity", "vendors", "catalog", "availability", "pricing", "payments", "bookings", "search")


def _present(name: str) -> bool:
    try:
        return importlib.util.find_spec(f"smartbooking.{name}.module") is not None
    except ModuleNotFoundError:
        return False


MODULES: Final[tuple[Module, ...]] = tuple(
    importlib.import_module(f"smartbooking.{name}.module").MODULE for name in _NAMES if _present(name)
)
