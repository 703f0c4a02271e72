"""A provider process for the verticals that take money before the visit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from smartbooking.infra.module import Runtime
from smartbooking.payments import service
from smartbooking.payments.gateways.on_site import OnSite
from tests.contract.verticals.shop import Shop
from tests.payments.factory import make_sandbox
from tests.payments.provider import Provider, running


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("provider")) as made:
        yield made


@pytest.fixture
async def shop(client: httpx2.AsyncClient, runtime: Runtime, provider: Provider) -> AsyncIterator[Shop]:
    """The whole application, paying at the desk or at the running provider."""
    sandbox = make_sandbox(provider.url, timeout_seconds=5.0)
    service.install_gateways((OnSite(), sandbox))
    yield Shop(client=client, runtime=runtime, provider=provider)
    await sandbox.close()
