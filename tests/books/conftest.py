"""The provider process for tests in which money moves."""

from tests.payments.conftest import gateways, provider, provider_process, sandbox

__all__ = ["gateways", "provider", "provider_process", "sandbox"]
