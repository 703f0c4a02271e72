"""Runs the sandbox provider as the separate process it is, and speaks to its switches."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

API_KEY = "sk_test_of_the_suite"
WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Provider:
    """A running provider and the handle to its process."""

    url: str
    process: subprocess.Popen[bytes]

    def _call(self, method: str, path: str, headers: dict[str, str] | None = None, **parts: Any) -> Any:
        headers = {"authorization": f"Bearer {API_KEY}", **(headers or {})}
        reply = httpx2.request(method, self.url + path, headers=headers, timeout=10, **parts)
        assert reply.status_code < 300, reply.text
        return reply.json()

    def arm(self, kind: str, operation: str, *, times: int = 1, seconds: float = 0, provider: str = "sandbox") -> None:
        fault = {"kind": kind, "operation": operation, "times": times, "seconds": seconds, "provider": provider}
        self._call("POST", "/control/faults", json=fault)

    def disarm(self) -> None:
        self._call("DELETE", "/control/faults")

    def stray_event(self, reference: str) -> None:
        self._call("POST", "/sandbox/control/events", json={"reference": reference})

    def dispute(self, reference: str, outcome: str) -> None:
        self._call("POST", f"/sandbox/control/payments/{reference}/dispute", json={"outcome": outcome})

    def expire(self, reference: str) -> None:
        """The days an authorisation lives are over."""
        self.run_out("sandbox", reference)

    def run_out(self, provider: str, reference: str) -> None:
        """The same at any provider that can hold cards."""
        kind = "payment_intents" if provider == "stripe" else "payments"
        self._call("POST", f"/{provider}/control/{kind}/{reference}/expire", json={})

    def card_plays(self, provider: str, token: str, play: str) -> None:
        """What the bank says of a kept card from now on."""
        if provider == "stripe":
            headers = {"authorization": "Bearer sk_test_paysim"}
            path = f"/stripe/control/payment_methods/{token}/plays"
            self._call("POST", path, data={"card": play}, headers=headers)
        else:
            self._call("POST", f"/sandbox/control/cards/{token}/plays", json={"token": play})

    def refund_by_hand(self, reference: str, amount: int) -> None:
        """What a merchant's employee does on the provider's own site."""
        name = f"by-hand-{reference}"
        body = {"reference": name, "amount": amount}
        self._call("POST", f"/sandbox/v1/payments/{reference}/refunds", json=body, headers={"idempotency-key": name})

    def payment(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = self._call("GET", f"/sandbox/v1/payments/{reference}")
        return found

    def events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        position, more = "0", True
        while more:
            page = self._call("GET", "/sandbox/v1/events", params={"after": position})
            events += page["events"]
            position, more = page["position"], page["more"]
        return events

    def money(self, booking: str, provider: str = "") -> dict[str, int]:
        """Sums of the peer's money book for one booking: {"capture": 100, "refund": -40}."""
        entries = self._call("GET", "/ledger", params={"provider": provider})["entries"]
        return {entry["kind"]: entry["amount"] for entry in entries if entry["booking"] == booking}

    def press(self, redirect_url: str, **form: str) -> httpx2.Response:
        """What a browser without scripts does when a person presses a button."""
        return httpx2.post(redirect_url, data=form, timeout=10)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@contextlib.contextmanager
def running(folder: Path, *, webhook_url: str = "", port: int | None = None, mail_port: int = 0) -> Iterator[Provider]:
    """A provider on a free port with its books in `folder`."""
    port = port or free_port()
    arguments = ["--port", str(port), "--ledger", str(folder / "sandbox.sqlite3"), "--retry-seconds", "0.2,0.4,0.8,1,1"]
    if mail_port:
        arguments += ["--mail-port", str(mail_port)]
    if webhook_url:
        arguments += ["--webhook-url", webhook_url]
    environment = {
        **os.environ,
        "SMARTBOOKING_SANDBOX_API_KEY": API_KEY,
        "SMARTBOOKING_SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "PYTHONPATH": str(ROOT / "src"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "smartbooking.sandbox_provider", *arguments], env=environment, cwd=ROOT
    )
    provider = Provider(f"http://127.0.0.1:{port}", process)
    try:
        _wait_until_up(provider)
        yield provider
    finally:
        if process.poll() is None:
            provider.stop()


def _wait_until_up(provider: Provider) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert provider.process.poll() is None, "the provider process ended"
        with contextlib.suppress(httpx2.TransportError):
            if httpx2.get(provider.url + "/livez", timeout=1).status_code == 200:
                return
        time.sleep(0.05)
    provider.process.send_signal(signal.SIGKILL)
    raise AssertionError("the provider did not start")
