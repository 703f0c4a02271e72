"""Manifest of the books."""

from __future__ import annotations

from typing import Final

from smartbooking.books.api import operator_router, vendor_router
from smartbooking.books.personal_data import PERSONAL_DATA
from smartbooking.infra.module import Module

MODULE: Final = Module(name="books", routers=(vendor_router, operator_router), personal_data=PERSONAL_DATA)
