"""Use cases of availability. Claims are the truth; everything else answers questions about them."""

from smartbooking.availability.service.alternatives import alternatives
from smartbooking.availability.service.claims import (
    allocate,
    block,
    claims_between,
    claims_of,
    confirm,
    extend,
    free_quantities,
    free_quantity,
    hold,
    move,
    release,
    set_pads,
    unblock,
)
from smartbooking.availability.service.closures import Closure, close, list_closures, reopen
from smartbooking.availability.service.explain import check, check_wish
from smartbooking.availability.service.holidays import holidays_for, holidays_of_year
from smartbooking.availability.service.hot_sale import HotSale, Won
from smartbooking.availability.service.limits import count_for, is_limited
from smartbooking.availability.service.open_hours import OpenDay, open_days
from smartbooking.availability.service.rehearsal import Draft, Rehearsal, rehearse
from smartbooking.availability.service.remembering import KnownOffer, Memory, known_offer, stamp_of
from smartbooking.availability.service.rules import OwnRules, apply_preset_pads, get_rules, set_rules
from smartbooking.availability.service.schedules import (
    OwnSchedule,
    add_exception,
    get_schedule,
    remove_exception,
    set_schedule,
)
from smartbooking.availability.service.slots import (
    Look,
    day_use,
    free_slots,
    look,
    month,
    night_calendar,
    nights_in,
    slots_in,
    zones_of,
)
from smartbooking.availability.service.verification import (
    Drift,
    VendorReport,
    rebuild,
    verify,
    verify_everything,
)

__all__ = [
    "Closure",
    "Draft",
    "Drift",
    "HotSale",
    "KnownOffer",
    "Look",
    "Memory",
    "OpenDay",
    "OwnRules",
    "OwnSchedule",
    "Rehearsal",
    "VendorReport",
    "Won",
    "add_exception",
    "allocate",
    "alternatives",
    "apply_preset_pads",
    "block",
    "check",
    "check_wish",
    "claims_between",
    "claims_of",
    "close",
    "confirm",
    "count_for",
    "day_use",
    "extend",
    "free_quantities",
    "free_quantity",
    "free_slots",
    "get_rules",
    "get_schedule",
    "hold",
    "holidays_for",
    "holidays_of_year",
    "is_limited",
    "known_offer",
    "list_closures",
    "look",
    "month",
    "move",
    "night_calendar",
    "nights_in",
    "open_days",
    "rebuild",
    "rehearse",
    "release",
    "remove_exception",
    "reopen",
    "set_pads",
    "set_rules",
    "set_schedule",
    "slots_in",
    "stamp_of",
    "unblock",
    "verify",
    "verify_everything",
    "zones_of",
]
