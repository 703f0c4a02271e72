"""Payments at the desk need no provider."""

from __future__ import annotations

import pytest

from smartbooking.payments import service
from smartbooking.payments.gateways.on_site import OnSite


@pytest.fixture
def desk() -> None:
    """This process takes money at the desk."""
    service.install_gateways((OnSite(),))
