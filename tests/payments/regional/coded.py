"""Peers of gateways whose orders have our code before the first call."""

from __future__ import annotations

import dataclasses

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import CaptureMode, new_code
from smartbooking.payments.ports import Order
from tests.payments.factory import make_order
from tests.payments.peers import Peer


class CodedPeer(Peer):
    """A gateway whose orders have our code before the first call."""

    def order(self, *, capture: CaptureMode = CaptureMode.AUTOMATIC, minor: int = 1_200_000) -> Order:
        order = make_order(token=None, amount=Money(minor, self.currency), capture=capture)
        return dataclasses.replace(order, reference=new_code())
