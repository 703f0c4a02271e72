"""Rules of identity without input or output; what other modules may use is listed here."""

from smartbooking.identity.domain.account import (
    ACCOUNT_TRANSITIONS,
    AccountStatus,
    Membership,
    Session,
    TokenPair,
    User,
)
from smartbooking.identity.domain.acting import ActingSession, EndedBecause
from smartbooking.identity.domain.contact import (
    Contact,
    InvalidContact,
    country_of_phone,
    parse_contact,
    parse_email,
    parse_phone,
)
from smartbooking.identity.domain.password import MAX_PASSWORD, MIN_PASSWORD, password_weakness

__all__ = [
    "ACCOUNT_TRANSITIONS",
    "MAX_PASSWORD",
    "MIN_PASSWORD",
    "AccountStatus",
    "ActingSession",
    "Contact",
    "EndedBecause",
    "InvalidContact",
    "Membership",
    "Session",
    "TokenPair",
    "User",
    "country_of_phone",
    "parse_contact",
    "parse_email",
    "parse_phone",
    "password_weakness",
]
