"""Nothing personal reaches a log line, and every line is one JSON object."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from smartbooking.infra.settings import Mode, Settings
from smartbooking.infra.telemetry import configure_logging, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to anna.k+test@mail.example.kz now", "write to <email> now"),
        ("call +7 701 555 04 18", "call <phone>"),
        ("call +77015550418 or not", "call <phone> or not"),
        ("card 4111 1111 1111 1111", "card <number>"),
        ("Authorization: Bearer eyJhbGciOiJFZDI1NTE5In0.abc.def", "Authorization: Bearer <token>"),
        ("GET /m/x?token=abcdefghijklmnopqrstuv", "GET /m/x?token=<token>"),
        (
            "duplicate key\nDETAIL:  Key (name)=(Айгерім\nСерікқызы) already exists.\n[SQL: insert ...]",
            "duplicate key\nDETAIL: <hidden>\n[SQL: insert ...]",
        ),
        ("null value\nDETAIL:  Failing row contains (1, Айгерім).", "null value\nDETAIL: <hidden>"),
        ("booking bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG for res_12", "booking bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG for res_12"),
    ],
)
def test_personal_data_is_masked_and_ids_are_not(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was logged through both doors, as JSON."""
    configure_logging(Settings(mode=Mode.TEST, log_level="INFO", log_format="json"))
    try:
        log = structlog.get_logger("test")
        log.info("paid", email="a@b.kz", phone="+77015550418", who="anna@example.com", booking="bkg_1")
        try:
            raise RuntimeError("guest +7 701 555 04 18 has no e-mail guest@example.com")
        except RuntimeError:
            log.exception("failed")
        logging.getLogger("library").warning("sent to %s", "anna@example.com")
    finally:
        configure_logging(Settings(mode=Mode.TEST, log_level="ERROR", log_format="json"))
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_every_line_is_json_with_level_time_and_source(lines: list[dict[str, object]]) -> None:
    assert [line["event"] for line in lines] == ["paid", "failed", "sent to <email>"]
    assert all({"level", "timestamp", "logger"} <= line.keys() for line in lines)


def test_neither_fields_nor_tracebacks_nor_libraries_leak_people(lines: list[dict[str, object]]) -> None:
    everything = json.dumps(lines)

    assert "anna" not in everything
    assert "guest@example.com" not in everything
    assert "701" not in everything
    assert lines[0]["booking"] == "bkg_1"
    assert lines[0]["email"] == "<masked>"
    assert "RuntimeError: guest <phone>" in str(lines[1]["exception"])
