"""Pure rules of bookings: the lifecycle table, the booking itself, who may do what."""

from smartbooking.bookings.domain.booking import Booking, Change, Contact, Line, PaymentStatus
from smartbooking.bookings.domain.lifecycle import ACTIVE, TRANSITIONS, Actor, Status, Verb, allowed_verbs, target

__all__ = [
    "ACTIVE",
    "TRANSITIONS",
    "Actor",
    "Booking",
    "Change",
    "Contact",
    "Line",
    "PaymentStatus",
    "Status",
    "Verb",
    "allowed_verbs",
    "target",
]
