"""Importers: listings and reservations of other systems, through the product's own services."""

from smartbooking.entrypoints.imports.files import UnreadableFile
from smartbooking.entrypoints.imports.listings import import_listings
from smartbooking.entrypoints.imports.progress import Progress, shown_progress
from smartbooking.entrypoints.imports.report import ImportReport, Rejection
from smartbooking.entrypoints.imports.reservations import import_reservations

__all__ = [
    "ImportReport",
    "Progress",
    "Rejection",
    "UnreadableFile",
    "import_listings",
    "import_reservations",
    "shown_progress",
]
