"""What other modules may ask of vendors."""

from smartbooking.vendors.service.businesses import (
    create_vendor,
    find_imported_vendor,
    find_vendors,
    get_vendor,
    get_vendors,
    update_vendor,
    vendor_at,
    visible_vendor,
)
from smartbooking.vendors.service.onboarding import (
    decisions,
    reinstate,
    reject,
    submit,
    suspend,
    take_step,
    verify,
)
from smartbooking.vendors.service.staff import add_staff, remove_staff
from smartbooking.vendors.service.venues import (
    create_venue,
    get_venue,
    get_venues,
    list_venues,
    update_venue,
    visible_venue,
)

__all__ = [
    "add_staff",
    "create_vendor",
    "create_venue",
    "decisions",
    "find_imported_vendor",
    "find_vendors",
    "get_vendor",
    "get_vendors",
    "get_venue",
    "get_venues",
    "list_venues",
    "reinstate",
    "reject",
    "remove_staff",
    "submit",
    "suspend",
    "take_step",
    "update_vendor",
    "update_venue",
    "vendor_at",
    "verify",
    "visible_vendor",
    "visible_venue",
]
