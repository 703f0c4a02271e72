"""Kaspi as a biller: the customer types our code in the Kaspi app, and Kaspi asks `check` and then tells `pay`.

When `pay` comes the money is gone from the payer's account. So a known account is always accepted: in time it
confirms, late it takes the place again or is given back, of a wrong amount it is put aside. Only what is paid twice
or is for nobody we know is refused. No signature exists: the caller is known by its address, and by its client
certificate when a proxy checks one. Answers of `pay` are stored and repeated byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from smartbooking.infra.db import Database, Tx
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import MalformedId, parse_number
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import CallStatus, Payable, ProviderCall, Received, Standing
from smartbooking.payments.gateways.callers import must_come_from, must_show_certificate
from smartbooking.payments.gateways.passive import PassiveGateway
from smartbooking.payments.ports import Call, Reply

NAME: Final = "kaspi_biller"
CURRENCY: Final = "KZT"
ZONE: Final = ZoneInfo("Asia/Almaty")
# Kaspi's words.
OK, NOT_FOUND, CANCELLED, PAID, IN_PROGRESS, OTHER = 0, 1, 2, 3, 4, 5
_STANDING: Final = {Standing.OPEN: OK, Standing.PAID: PAID, Standing.DEAD: CANCELLED}
_TXN: Final = re.compile(r"[0-9]{1,20}")
_SUM: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_COMMENTS: Final = {
    OK: "OK",
    NOT_FOUND: "Бронь не найдена",
    CANCELLED: "Бронь отменена",
    PAID: "Бронь уже оплачена",
    OTHER: "Неверный запрос",
}
Fields = dict[str, str | int]


class KaspiBiller(PassiveGateway):
    """Kaspi's side of the desk."""

    name = NAME
    labels: Mapping[str, str] = {
        "ru": "Kaspi: оплата по номеру брони",
        "kk": "Kaspi: бронь нөмірімен төлеу",
        "en": "Kaspi: pay by booking number",
    }
    currencies = frozenset({CURRENCY})
    per_vendor = True
    pay_within = timedelta(minutes=30)

    def __init__(
        self, *, page: str, addresses: tuple[str, ...], client_header: str = "", client_value: str = ""
    ) -> None:
        super().__init__(page=page)
        self._addresses = addresses
        self._client_header = client_header
        self._client_value = client_value

    async def answer(self, database: Database, call: Call) -> Reply:
        """`GET .../kaspi_biller/ven_12[.xml]?command=check|pay&txn_id=&account=&sum=[&txn_date=]`."""
        must_come_from(call, self._addresses)
        if self._client_header:
            must_show_certificate(call, self._client_header, self._client_value)
        xml = call.part.endswith(".xml")
        query = call.query if call.method == "GET" else dict(parse_qsl(call.body.decode(errors="replace")))
        try:
            vendor_id = parse_number("ven", call.part.removesuffix(".xml"))
        except MalformedId:
            return _reply(_refusal(query, NOT_FOUND), xml=xml)
        command, txn = query.get("command", ""), query.get("txn_id", "")
        if not _TXN.fullmatch(txn) or not _SUM.fullmatch(query.get("sum", "0")):
            return _reply(_refusal(query, OTHER), xml=xml)
        if command == "check":
            return _reply(await self._check(database, vendor_id, query, call.now), xml=xml)
        if command == "pay" and "sum" in query:
            body = await database.run(lambda tx: self._pay(tx, vendor_id, query, xml, call.now))
            return Reply(body=body, content_type=_content_type(xml))
        return _reply(_refusal(query, OTHER), xml=xml)

    async def _check(self, database: Database, vendor_id: int, query: Mapping[str, str], now: datetime) -> Fields:
        """Reads only. The sum Kaspi sends here means nothing; ours is the one to pay."""
        async with database.reading() as read:
            found = await service.find_payable(
                read, gateway=NAME, account=query.get("account", ""), vendor_id=vendor_id, now=now
            )
        if found is None:
            return _refusal(query, NOT_FOUND)
        result = _STANDING[found.standing]
        fields: Fields = {"txn_id": query["txn_id"], "result": result}
        if result == OK:
            fields["sum"] = str(found.attempt.amount.major)
        return {**fields, "comment": _COMMENTS[result]}

    async def _pay(self, tx: Tx, vendor_id: int, query: Mapping[str, str], xml: bool, now: datetime) -> bytes:
        """One transaction of the database per transaction of Kaspi: row, money, answer."""
        amount = Money.of(query["sum"], CURRENCY)
        account = query.get("account", "")
        payable = await service.find_payable(tx, gateway=NAME, account=account, vendor_id=vendor_id, now=now)
        call, new = await service.begin_transaction(
            tx,
            gateway=NAME,
            transaction=f"{vendor_id}:{query['txn_id']}",
            account=account[:64],
            amount=amount,
            payable=payable,
            provider_time=paid_at(query.get("txn_date", ""), now),
            now=now,
        )
        if not new:
            return call.reply or _rendered(_refusal(query, IN_PROGRESS), xml=xml)
        result = await self._take(tx, call, payable, amount, now)
        reply = _rendered(_paid(query, call, result), xml=xml)
        status = CallStatus.PERFORMED if result == OK else CallStatus.REFUSED
        await service.finish_transaction(tx, call, status=status, reply=reply, now=now)
        return reply

    @staticmethod
    async def _take(tx: Tx, call: ProviderCall, payable: Payable | None, amount: Money, now: datetime) -> int:
        if payable is None or amount.minor == 0:
            await service.tell_unknown_account(tx, call=call, now=now)
            return NOT_FOUND
        received = await service.receive_money(
            tx, attempt_id=payable.attempt.id, amount=amount, source="biller", now=now
        )
        return PAID if received is Received.ALREADY_PAID else OK


def paid_at(txn_date: str, now: datetime) -> int:
    """Kaspi's `YYYYMMDDhhmmss` has no zone: it is the wall clock of Kazakhstan. As milliseconds since 1970.

    A missing or odd date does not hold money up: then it is now.
    """
    try:
        local = datetime.strptime(txn_date, "%Y%m%d%H%M%S").replace(tzinfo=ZONE)
    except ValueError:
        local = now
    return int(local.astimezone(UTC).timestamp() * 1000)


def build(settings: Settings) -> KaspiBiller | None:
    """Offered when Kaspi's addresses are known; each business switches it on with the name of its service."""
    if not settings.kaspi_biller_addresses:
        return None
    return KaspiBiller(
        page=f"{settings.base_url}/pay/transfer",
        addresses=tuple(settings.kaspi_biller_addresses),
        client_header=settings.kaspi_biller_client_header,
        client_value=settings.kaspi_biller_client_value,
    )


def _refusal(query: Mapping[str, str], result: int) -> Fields:
    comment = _COMMENTS.get(result, "Платёж обрабатывается")
    return {"txn_id": query.get("txn_id", "")[:32], "result": result, "comment": comment}


def _paid(query: Mapping[str, str], call: ProviderCall, result: int) -> Fields:
    return {
        "txn_id": query["txn_id"],
        "prv_txn_id": str(call.number),
        "result": result,
        "sum": str(call.amount.major),
        "comment": _COMMENTS[result],
    }


def _content_type(xml: bool) -> str:
    return "application/xml; charset=utf-8" if xml else "application/json"


def _rendered(fields: Fields, *, xml: bool) -> bytes:
    if not xml:
        return json.dumps(fields, ensure_ascii=False).encode()
    inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><response>{inner}</response>'.encode()


def _reply(fields: Fields, *, xml: bool) -> Reply:
    return Reply(body=_rendered(fields, xml=xml), content_type=_content_type(xml))
