"""Gateways for tests in which cards pay; no provider is called."""

from __future__ import annotations

import pytest

from smartbooking.payments import service
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.value import GiftCards, Passes


@pytest.fixture
def cards() -> None:
    """This process pays at the desk or with gift cards."""
    service.install_gateways((OnSite(), GiftCards(), Passes()))
