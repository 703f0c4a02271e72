"""No card number is anywhere: what looks for them finds every kind of them, and none in what people left behind."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database
from smartbooking.kernel.ids import uuid7
from smartbooking.payments.domain.card_scan import card_numbers_written_in
from smartbooking.payments.service.card_scan import Found, scan_database, scan_files
from tests.bookings.factory import committed_rooms
from tests.bookings.test_booking_over_http import request
from tests.cluster import Clone

VISA = "4111111111111111"


@pytest.mark.parametrize(
    "written",
    [
        VISA, "4111 1111 1111 1111", "4111-1111-1111-1111", f"card{VISA}x", f"N{VISA}", f'{{"pan":"{VISA}"}}',
        f"\\x{VISA}", "5555555555554444", "2221000000000009", "378282246310005", "2200000000000004",
        "8600000000000007", "9860000000000000", "9417000000000008", "6200000000000005", "30569309025904",
        "4222222222222", "6759649826438453", f"{'a' * 7}{VISA}",
    ],
)  # fmt: skip
def test_card_numbers_are_found_however_they_are_written(written: str) -> None:
    digits = "".join(c for c in written if c.isdigit())

    assert list(card_numbers_written_in(f"a {written} b")) == [f"{digits[:6]}…{digits[-4:]}"]


@pytest.mark.parametrize(
    "written",
    [
        "4111111111111112", "1732200000000004", "1732200000007", "20261121154512", "+77015550418", "870812300456",
        "41111111-1111-4111-8111-111111111111", f"{VISA}{'f' * 8}", "2026-11-21 15:45:12", "411111111111",
        "0.4111111111111111", "17.4111111111111111 s",
    ],
)  # fmt: skip
def test_times_ids_and_hashes_are_no_cards(written: str) -> None:
    assert list(card_numbers_written_in(f"a {written} b")) == []


@given(st.binary(min_size=12, max_size=32))
def test_a_key_or_id_of_random_hex_is_never_taken_for_a_card(random: bytes) -> None:
    assert list(card_numbers_written_in(f"{random.hex()}\t{uuid7()}")) == []


async def test_what_people_type_leaves_no_card_in_any_table(
    client: httpx2.AsyncClient, database: Database, clone: Clone
) -> None:
    rooms = await committed_rooms(database, payment_timing=PaymentTiming.PREPAY)
    wish = request(rooms, paymentMethod="credit_card")
    for typed in (
        {"paymentDetails": {"token": VISA}}, {"note": "my card is 4111 1111 1111 1111"},
        {"userDetails": wish["userDetails"] | {"firstName": VISA}},
    ):  # fmt: skip
        reply = await client.post("/api/v1/bookings", json=wish | typed, headers={"Idempotency-Key": uuid7().hex})
        assert (reply.status_code, reply.json()["code"]) == (422, "card-number-refused"), reply.text
        assert VISA not in reply.text
    owner = Database(clone.owner_url, pool=1, role=None)

    assert await scan_database(owner) == []
    await owner.dispose()


async def test_a_card_planted_in_any_kind_of_column_is_found(database: Database, clone: Clone) -> None:
    """The proof that the look above sees: as text, inside JSON, and in bytes, which a dump shows as hex."""
    async with database.transaction() as tx:
        await tx.execute(
            text("insert into infra.audit (actor, action, subject, details) values ('a', 'b', :n, :d)"),
            {"n": VISA, "d": '{"pan": "4111 1111 1111 1111"}'},
        )
        await tx.execute(
            text("""insert into infra.idempotency_key (account, key, digest, status, reply)
                 values ('a', '12345678', '', 201, :r)"""),
            {"r": VISA.encode()},
        )
    owner = Database(clone.owner_url, pool=1, role=None)

    found = await scan_database(owner)
    await owner.dispose()

    assert found == [
        Found(where="infra.audit", number="411111…1111"), Found(where="infra.audit", number="411111…1111"),
        Found(where="infra.idempotency_key", number="411111…1111"),
    ]  # fmt: skip


def test_files_are_read_whole_also_where_a_piece_ends(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "clean.log").write_bytes(b"0" * 100 + b"\n" + b"x" * (1 << 20))
    (tmp_path / "logs" / "dump.bin").write_bytes(b"\0" * ((1 << 20) - 7) + VISA.encode() + b"\0\xff")

    assert scan_files([tmp_path / "logs"]) == [Found(where=f"{tmp_path}/logs/dump.bin", number="411111…1111")]
