"""Money that moved, for exports and for comparing with a provider's list."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.payments.domain.moved import Listed, MovedKind, Reconciled, reconcile
from smartbooking.payments.repository.moved import money_moved

__all__ = ["money_moved", "read_list", "reconcile_gateway"]
MOST_ROWS: Final = 100_000
_COLUMNS: Final = ("kind", "reference", "amount", "currency")


async def reconcile_gateway(
    read: ReadTx, *, gateway: str, start: datetime, end: datetime, listed: Sequence[Listed]
) -> Reconciled:
    """Our payments and refunds at one provider in a time against its list of the same time."""
    ours = await money_moved(read, vendor_id=None, gateway=gateway, start=start, end=end, limit=MOST_ROWS)
    return reconcile(ours, listed)


def read_list(text: str) -> list[Listed]:
    """A provider's list as CSV: kind (payment, refund), reference, amount, currency. Raises Invalid."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if not rows.fieldnames or not set(_COLUMNS) <= set(rows.fieldnames):
        raise Invalid(FieldError("/file", f"the first line must name the columns {', '.join(_COLUMNS)}"))
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            amount = Money.of(row["amount"].strip(), row["currency"].strip().upper())
            found.append(Listed(kind=MovedKind(row["kind"].strip()), reference=row["reference"].strip(), amount=amount))
        except (ArithmeticError, AttributeError, ValueError) as error:
            raise Invalid(FieldError(f"/file/{number}", f"line {number} can not be read: {error}")) from error
    return found
