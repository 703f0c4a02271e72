"""Reports as JSON, for messages of providers that can not be asked again."""

from __future__ import annotations

from typing import Any

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus
from smartbooking.payments.ports import Report


def report_to_json(report: Report) -> dict[str, Any]:
    """Any: JSON values."""
    return {
        "reference": report.reference,
        "status": report.status.value,
        "booking": report.booking_id,
        "amount": report.amount.minor,
        "currency": report.amount.currency,
        "captured": report.captured.minor,
        "refunded": report.refunded.minor,
        "version": report.version,
        "redirect": report.redirect_url,
        "code": report.decline_code,
        "disputed": report.disputed,
        "fee": [report.fee.minor, report.fee.currency] if report.fee else None,
    }


def report_from_json(stored: dict[str, Any]) -> Report:
    """The report that `report_to_json` stored. Any: JSON values."""
    currency = stored["currency"]
    return Report(
        reference=stored["reference"],
        status=AttemptStatus(stored["status"]),
        booking_id=stored["booking"],
        amount=Money(stored["amount"], currency),
        captured=Money(stored["captured"], currency),
        refunded=Money(stored["refunded"], currency),
        version=stored["version"],
        redirect_url=stored["redirect"],
        decline_code=stored["code"],
        disputed=stored["disputed"],
        fee=Money(*stored["fee"]) if stored.get("fee") else None,
    )
