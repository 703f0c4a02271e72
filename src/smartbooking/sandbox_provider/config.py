"""What the provider process is told when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """`accounts`: what the merchant's account is called and which keys it has, by protocol; what is missing is taken
    from the protocol's own test account. `endpoints`: where each protocol sends its messages at first.
    `mail_port`: where letters are taken by SMTP; 0: nowhere."""

    ledger: Path
    public_url: str
    retry_seconds: tuple[float, ...]
    accounts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mail_port: int = 0
    endpoints: Mapping[str, str] = field(default_factory=dict)
