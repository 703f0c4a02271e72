"""The shapes of the founding API, and how a reply is held against one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.bookings.factory import Place

USER: Final = {"firstName": "John", "lastName": "Doe", "email": "john@example.com", "phone": "+77015550418"}
Body = dict[str, Any]
Check = type | tuple[type, ...] | re.Pattern[str] | Callable[[Any], bool]
Shape = dict[str, Check]

BOOKING_ID: Final = re.compile(r"bkg_[0-7][0-9A-HJKMNP-TV-Z]{25}")
RESOURCE_ID: Final = re.compile(r"res_[1-9][0-9]*")
CODE: Final = re.compile(r"[2-9A-HJ-NP-TV-Z]{9}")
ISO_Z: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
CURRENCY: Final = re.compile(r"[A-Z]{3}")
NUMBER: Final = (int, float)

CARD: Final[Shape] = {
    "id": RESOURCE_ID, "type": lambda v: v in ("hotel", "appointment", "event"), "name": str, "location": str,
    "price": NUMBER, "currency": CURRENCY, "rating": NUMBER, "available": bool, "images": list,
}  # fmt: skip
CHECKED: Final[Shape] = {
    "available": bool, "resourceId": RESOURCE_ID, "availableQuantity": int, "price": NUMBER, "currency": CURRENCY,
    "totalPrice": NUMBER,
}  # fmt: skip
MADE: Final[Shape] = {
    "bookingId": BOOKING_ID, "status": str, "resourceId": RESOURCE_ID, "startDate": DAY, "endDate": DAY,
    "totalPrice": NUMBER, "currency": CURRENCY, "confirmationCode": CODE, "createdAt": ISO_Z,
}  # fmt: skip
READ: Final[Shape] = {**MADE, "resourceName": str, "userDetails": dict, "paymentStatus": str, "updatedAt": ISO_Z}
CANCELLED: Final[Shape] = {
    "bookingId": BOOKING_ID, "status": lambda v: v == "cancelled", "refundAmount": NUMBER, "refundStatus": str,
    "cancelledAt": ISO_Z,
}  # fmt: skip
ROW: Final[Shape] = {
    "bookingId": BOOKING_ID, "status": str, "resourceName": str, "startDate": DAY, "endDate": DAY,
    "totalPrice": NUMBER,
}  # fmt: skip


def fits(body: Body, shape: Shape) -> None:
    """Every field of the shape is there and of its kind; booleans are no numbers."""
    for name, check in shape.items():
        assert name in body, f"{name} is missing"
        value = body[name]
        if isinstance(check, re.Pattern):
            assert isinstance(value, str), name
            assert check.fullmatch(value), f"{name}: {value}"
        elif isinstance(check, type | tuple):
            assert isinstance(value, check), f"{name}: {value!r}"
            assert check is bool or not isinstance(value, bool), name
        else:
            assert check(value), f"{name}: {value!r}"


def later(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def four_nights(place: Place, **changes: Any) -> Body:
    return {
        "resourceId": f"res_{place.resource.id}", "startDate": later(10), "endDate": later(14), "quantity": 1,
        "userDetails": USER, "paymentMethod": "pay_on_site",
    } | changes  # fmt: skip
