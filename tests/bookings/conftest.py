"""The provider process for tests in which money moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from smartbooking.payments import service
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.value import GiftCards, Passes
from tests.payments.factory import make_sandbox
from tests.payments.provider import Provider, running


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("provider")) as made:
        yield made


@pytest.fixture
async def cards(provider: Provider) -> AsyncIterator[Provider]:
    """This process pays at the desk, with gift cards or at the running provider."""
    sandbox = make_sandbox(provider.url, timeout_seconds=5.0)
    service.install_gateways((OnSite(), GiftCards(), Passes(), sandbox))
    yield provider
    await sandbox.close()
