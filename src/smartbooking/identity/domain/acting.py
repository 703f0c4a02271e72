"""What an operator may do in somebody's name: everything named here, every read but exports, and nothing else.

A new write is refused until somebody adds it here. Left out on purpose: sign-in, contacts and sessions, roles and
invitations, money that goes out or is declared received, legal and payment details, imports, exports, closing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

_EXPORTS: Final = (".csv", ".xlsx", ".json", ".zip")
# Writes on the wire that need no row in the trail for each: they change nothing.
LOOKING: Final = frozenset({
    "pricing_make_quote", "pricing_preview", "pricing_simulate", "bookings_preview_reschedule",
    "availability_preview_schedule", "operations_end_acting",  # its end has a row of its own
})  # fmt: skip
DOING: Final = frozenset({
    # For a customer.
    "bookings_place_hold", "bookings_extend_hold", "bookings_release_hold", "bookings_release_hold_by_beacon",
    "bookings_create_booking", "bookings_pay_booking", "bookings_cancel_booking", "bookings_put_cancel_booking",
    "bookings_reschedule_booking",
    # For somebody who works at a business.
    "bookings_book_at_desk", "bookings_approve_booking", "bookings_decline_booking", "bookings_check_in_booking",
    "bookings_complete_booking", "bookings_write_note",
    "availability_add_block", "availability_remove_block", "availability_add_closure", "availability_remove_closure",
    "availability_add_exception", "availability_remove_exception", "availability_put_rules",
    "availability_put_schedule",
    "catalog_provision", "catalog_create_resource", "catalog_update_resource", "catalog_archive_resource",
    "catalog_add_resource_image", "catalog_arrange_resource_images", "catalog_remove_resource_image",
    "catalog_add_units", "catalog_update_unit", "catalog_create_service", "catalog_update_service",
    "catalog_archive_service", "catalog_add_service_image", "catalog_arrange_service_images",
    "catalog_remove_service_image",
    "pricing_put_rate", "pricing_delete_rate", "pricing_add_rule", "pricing_change_rule", "pricing_delete_rule",
    "vendors_change_vendor", "vendors_create_venue", "vendors_change_venue", "vendors_book_a_test",
})  # fmt: skip


class EndedBecause(StrEnum):
    """Why acting ended before its time."""

    OPERATOR = "operator"
    PERSON = "person"
    ADMIN = "admin"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingSession:
    """One stretch of acting: who, for whom, why, and until when. `open` is whether it still works."""

    id: UUID
    account_id: UUID
    account_name: str
    operator_id: UUID
    operator_name: str
    reason: str
    booking_id: UUID | None
    request_id: UUID | None
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    ended_because: EndedBecause | None
    open: bool
    acts: int


def allowed(method: str, operation: str, path: str) -> bool:
    """Whether an operation may be asked for in somebody's name.

    >>> allowed("GET", "bookings_export_vendor_bookings", "/api/v1/vendors/ven_1/bookings.csv")
    False
    """
    if method in ("GET", "HEAD"):
        return not path.endswith(_EXPORTS) and "/export" not in path
    return operation in LOOKING or operation in DOING
