"""Manifest of value."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import Module
from smartbooking.value import api, personal_data

MODULE: Final = Module(name="value", routers=(api.router,), personal_data=personal_data.TABLES)
