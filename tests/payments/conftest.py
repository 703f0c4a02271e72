"""The provider process (one per test worker) and the gateways that speak to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from smartbooking.payments import service
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.sandbox import Sandbox
from tests.payments.factory import make_sandbox
from tests.payments.provider import Provider, running


@pytest.fixture(scope="session")
def provider_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


@pytest.fixture
def provider(provider_process: Provider) -> Iterator[Provider]:
    """The running provider with all faults off."""
    provider_process.disarm()
    yield provider_process
    provider_process.disarm()


@pytest.fixture
async def sandbox(provider: Provider) -> AsyncIterator[Sandbox]:
    gateway = make_sandbox(provider.url)
    yield gateway
    await gateway.close()


@pytest.fixture
def gateways(sandbox: Sandbox) -> None:
    """This process pays at the desk or at the running provider."""
    service.install_gateways((OnSite(), sandbox))
