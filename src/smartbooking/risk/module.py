"""Manifest of risk."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import Module

MODULE: Final = Module(name="risk")
