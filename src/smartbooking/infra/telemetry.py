"""Logs and counters. One JSON line per happening; personal data is masked before anything is written."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from prometheus_client import Counter, Gauge, Histogram

from smartbooking.infra.settings import Settings

REQUESTS = Counter("smartbooking_requests_total", "HTTP requests", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "smartbooking_request_seconds", "Time to answer", ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip
BOOKINGS = Counter("smartbooking_bookings_total", "Bookings by what became of them", ["outcome"])
JOBS = Counter("smartbooking_jobs_total", "Background jobs", ["name", "outcome"])
QUEUE_LAG = Gauge("smartbooking_queue_lag_seconds", "Age of the oldest job that is due")

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE: Final = re.compile(r"\+\d[\d ()-]{8,}\d")
_CARD: Final = re.compile(r"\b(?:\d[ -]?){13,19}\b")
_TOKEN: Final = re.compile(r"(?i)(bearer\s+|token=)[\w.~+/-]{12,}")
# What PostgreSQL adds to a refusal: the values of the row, whole.
_DETAIL: Final = re.compile(r"DETAIL:\s.*?(?=\nHINT:|\nCONTEXT:|\n\[SQL|\n\nThe above|\n\nDuring|\Z)", re.DOTALL)
_ARGUMENT: Final = re.compile(
    r"(invalid (?:input (?:for query argument \$\d+|syntax for type [\w ]+):|UUID|literal for [\w ()]+:) ).*"
)
_SECRET_NAMES: Final = re.compile(r"(?i)password|secret|authorization|token|cookie|email|phone|name$|iin")
_PLAIN_NAMES: Final = frozenset({"event_name", "job_name", "name", "subscriber"})


def mask(text: str) -> str:
    """The text without e-mails, phone and card numbers, tokens, and rows that a database error quotes."""
    text = _ARGUMENT.sub(r"\1<hidden>", _DETAIL.sub("DETAIL: <hidden>", text))
    text = _EMAIL.sub("<email>", text)
    text = _TOKEN.sub(r"\1<token>", text)
    text = _PHONE.sub("<phone>", text)
    return _CARD.sub("<number>", text)


def _mask_entry(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in entry.items():
        if key not in _PLAIN_NAMES and _SECRET_NAMES.search(key):
            entry[key] = "<masked>"
        elif isinstance(value, str) and key not in ("request_id", "timestamp", "path"):
            entry[key] = mask(value)
    return entry


def configure_logging(settings: Settings) -> None:
    """Route both structlog and the standard library through one masked, structured output on stderr."""
    json_lines = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    renderer: Any = structlog.processors.JSONRenderer() if json_lines else structlog.dev.ConsoleRenderer()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_entry,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )  # fmt: skip
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for noisy in ("uvicorn.access", "pgqueuer", "httpx2", "httpcore2"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
