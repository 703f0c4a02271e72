"""What the provider process is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """`webhook_url` empty: messages are only listed, never sent. `retry_seconds`: waits between deliveries."""

    ledger: Path
    public_url: str
    api_key: str
    webhook_secret: str
    webhook_url: str
    retry_seconds: tuple[float, ...]
    pending_refund_seconds: float = 1.0
