"""Manifest of vendors."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import Module
from smartbooking.vendors.api import routers
from smartbooking.vendors.personal_data import PERSONAL_DATA

MODULE: Final = Module(name="vendors", routers=routers, personal_data=PERSONAL_DATA)
