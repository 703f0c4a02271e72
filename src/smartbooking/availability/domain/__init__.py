"""Pure values and rules of availability; nothing here reads a clock or a database."""

from smartbooking.availability.domain.claims import Claim, ClaimKind, NewClaim
from smartbooking.availability.domain.holidays import Holiday, Holidays, HolidayYear
from smartbooking.availability.domain.hours import (
    CLOSED,
    WHOLE_DAY,
    BadHours,
    DayHours,
    HolidayMode,
    HolidayPlan,
    HolidayPolicy,
    Schedule,
    Season,
    SpecialDay,
    day_hours,
)
from smartbooking.availability.domain.questions import (
    Alternative,
    DayUse,
    MonthDay,
    Night,
    NightCalendar,
    Offer,
    Slot,
    SlotDay,
    SlotDays,
    Verdict,
    Want,
    Wish,
)
from smartbooking.availability.domain.reasons import Reason
from smartbooking.availability.domain.rules import BookingRules, EffectiveRules, StayRestriction
from smartbooking.availability.domain.terms import Owner, Place

__all__ = [
    "CLOSED",
    "WHOLE_DAY",
    "Alternative",
    "BadHours",
    "BookingRules",
    "Claim",
    "ClaimKind",
    "DayHours",
    "DayUse",
    "EffectiveRules",
    "Holiday",
    "HolidayMode",
    "HolidayPlan",
    "HolidayPolicy",
    "HolidayYear",
    "Holidays",
    "MonthDay",
    "NewClaim",
    "Night",
    "NightCalendar",
    "Offer",
    "Owner",
    "Place",
    "Reason",
    "Schedule",
    "Season",
    "Slot",
    "SlotDay",
    "SlotDays",
    "SpecialDay",
    "StayRestriction",
    "Verdict",
    "Want",
    "Wish",
    "day_hours",
]
