"""Manifest of operations."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import Module
from smartbooking.operations.api import routers
from smartbooking.operations.jobs import CRONS
from smartbooking.operations.personal_data import PERSONAL_DATA

MODULE: Final = Module(name="operations", routers=routers, crons=CRONS, personal_data=PERSONAL_DATA)
