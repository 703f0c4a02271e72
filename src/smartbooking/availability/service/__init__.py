"""Use cases of availability. Claims are the truth; everything else answers questions about them."""

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
from smartbooking.availability.service.hot_sale import HotSale, Won
from smartbooking.availability.service.verification import (
    Drift,
    VendorReport,
    rebuild,
    verify,
    verify_everything,
)

__all__ = [
    "Drift",
    "HotSale",
    "VendorReport",
    "Won",
    "allocate",
    "block",
    "claims_between",
    "claims_of",
    "confirm",
    "extend",
    "free_quantities",
    "free_quantity",
    "hold",
    "move",
    "rebuild",
    "release",
    "set_pads",
    "unblock",
    "verify",
    "verify_everything",
]
