"""Rules of vendors without input or output; what other modules may use is listed here."""

from smartbooking.vendors.domain.business_number import NumberKind, check_digit, kind_of_number, shown_number
from smartbooking.vendors.domain.place import Address, Venue, is_country, is_currency, is_time_zone
from smartbooking.vendors.domain.slug import slug_of
from smartbooking.vendors.domain.spelling import City, cities, city_in, in_latin
from smartbooking.vendors.domain.vendor import (
    LEGAL_FACTS,
    OPEN_FOR_LEGAL_CHANGES,
    TRANSITIONS,
    Decision,
    Transition,
    Vendor,
    VendorStatus,
    Verb,
    allowed_verbs,
    may_change_role,
    may_see,
    missing_for_submission,
)

__all__ = [
    "LEGAL_FACTS",
    "OPEN_FOR_LEGAL_CHANGES",
    "TRANSITIONS",
    "Address",
    "City",
    "Decision",
    "NumberKind",
    "Transition",
    "Vendor",
    "VendorStatus",
    "Venue",
    "Verb",
    "allowed_verbs",
    "check_digit",
    "cities",
    "city_in",
    "in_latin",
    "is_country",
    "is_currency",
    "is_time_zone",
    "kind_of_number",
    "may_change_role",
    "may_see",
    "missing_for_submission",
    "shown_number",
    "slug_of",
]
