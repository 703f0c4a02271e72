"""What a worker has counted can be read at an address of its own, when it is given a port."""

from __future__ import annotations

import socket

import httpx2
import pytest
from typer.testing import CliRunner

from smartbooking.entrypoints.cli import app
from smartbooking.entrypoints.worker import show_metrics
from smartbooking.infra import telemetry


def test_jobs_are_shown_and_requests_are_not() -> None:
    telemetry.JOBS.labels("toy.shown", "done").inc(3)

    port = show_metrics("127.0.0.1", 0)
    shown = httpx2.get(f"http://127.0.0.1:{port}/metrics").text

    assert 'smartbooking_jobs_total{name="toy.shown",outcome="done"} 3.0' in shown
    assert "process_resident_memory_bytes" in shown
    assert "smartbooking_requests_total" not in shown
    assert "smartbooking_queue_lag_seconds" not in shown


def test_a_port_that_is_taken_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTBOOKING_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = CliRunner().invoke(app, ["worker", "--metrics-port", str(port)])

    assert result.exit_code == 1
    assert f"can not be shown on port {port}" in result.output
