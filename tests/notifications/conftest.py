"""The sandbox provider as telephone company and mail server (one per test worker)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.payments.provider import Provider, free_port, running


@pytest.fixture(scope="session")
def mail_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def phone_process(tmp_path_factory: pytest.TempPathFactory, mail_port: int) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("phone"), mail_port=mail_port) as provider:
        yield provider


@pytest.fixture
def phone(phone_process: Provider) -> Provider:
    phone_process.disarm()
    return phone_process
