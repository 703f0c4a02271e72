"""The routes of the third founding document: a thin layer over the services and handlers behind /api/v1.

Nothing is decided here. A hotel or a restaurant is a venue that sells resources of that vertical; its rooms and
tables are those resources. Ids are the same as in /api/v1, so callers may mix both.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from smartbooking.entrypoints.facade import accounts, bookings, payments
from smartbooking.entrypoints.facade.kinds import HOTELS, RESTAURANTS
from smartbooking.entrypoints.facade.offers import room_routes, table_routes
from smartbooking.entrypoints.facade.places import place_routes

ROUTERS: Final[tuple[APIRouter, ...]] = (
    accounts.router,
    place_routes(HOTELS),
    room_routes(HOTELS),
    place_routes(RESTAURANTS),
    table_routes(RESTAURANTS),
    bookings.router,
    payments.router,
)
