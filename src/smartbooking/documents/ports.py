"""What a fiscal recorder must be able to do for us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from smartbooking.documents.domain import FiscalReceipt
from smartbooking.kernel.money import Money


class RecorderSilent(Exception):
    """No usable answer: the receipt may or may not be registered. The same number is sent again later."""


class RecorderRefused(Exception):
    """The recorder understood and refused. `code` is its word."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A receipt as the recorder has it."""

    number: str
    registration: str
    url: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The registered sale a refund undoes."""

    number: str
    registration: str
    made_at: datetime
    total: Money


class FiscalRecorder(Protocol):
    """One way to register receipts with the tax office."""

    async def register(self, receipt: FiscalReceipt, basis: Basis | None) -> Registered:
        """Idempotent by the receipt's id. Raises RecorderSilent, RecorderRefused."""
