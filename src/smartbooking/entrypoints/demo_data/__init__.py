"""The demonstration: nine invented businesses in Almaty, one per vertical, with visits around today."""

from smartbooking.entrypoints.demo_data.accounts import DemoAccount
from smartbooking.entrypoints.demo_data.seeding import DemoReport, seed

__all__ = ["DemoAccount", "DemoReport", "seed"]
