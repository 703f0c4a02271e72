"""Standard Webhooks signatures: the published vector, and every way to be refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from smartbooking.payments.gateways.standard_webhooks import verify
from smartbooking.payments.ports import BadSignature
from smartbooking.sandbox_provider.protocols.own.signing import signature
from tests.payments.factory import make_sandbox

# The example of the specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
STAMP = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
THEN = datetime.fromtimestamp(STAMP, UTC)
GOOD = {"webhook-id": MESSAGE_ID, "webhook-timestamp": str(STAMP), "webhook-signature": SIGNATURE}


def test_the_published_vector_is_accepted() -> None:
    verify(GOOD, BODY, secrets=(SECRET,), now=THEN)


def test_the_provider_signs_the_published_vector() -> None:
    assert signature(SECRET, MESSAGE_ID, STAMP, BODY) == SIGNATURE


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_of_clock_difference_are_tolerated(seconds: int) -> None:
    verify(GOOD, BODY, secrets=(SECRET,), now=THEN + timedelta(seconds=seconds))


def test_any_active_secret_and_any_of_several_signatures_will_do() -> None:
    headers = {**GOOD, "webhook-signature": f"v1,AAAA v1a,zzz {SIGNATURE}"}

    verify(headers, BODY, secrets=("whsec_b3RoZXI=", SECRET), now=THEN)


@pytest.mark.parametrize(
    ("headers", "body", "shift"),
    [
        (GOOD, BODY + b" ", 0),
        (GOOD, BODY, 301),
        (GOOD, BODY, -301),
        ({**GOOD, "webhook-id": "msg_other"}, BODY, 0),
        ({**GOOD, "webhook-timestamp": str(STAMP + 1)}, BODY, 0),
        ({**GOOD, "webhook-timestamp": "soon"}, BODY, 0),
        ({**GOOD, "webhook-timestamp": "-1"}, BODY, 0),
        ({**GOOD, "webhook-timestamp": "١٦١٤٢٦٥٣٣٠"}, BODY, 0),
        ({**GOOD, "webhook-signature": ""}, BODY, 0),
        ({**GOOD, "webhook-signature": "v1,"}, BODY, 0),
        ({**GOOD, "webhook-signature": "v1,%%%"}, BODY, 0),
        ({**GOOD, "webhook-signature": SIGNATURE.replace("v1,", "v2,")}, BODY, 0),
        ({**GOOD, "webhook-signature": SIGNATURE[:-2] + "A="}, BODY, 0),
        ({}, BODY, 0),
    ],
)
def test_everything_else_is_refused(headers: dict[str, str], body: bytes, shift: int) -> None:
    with pytest.raises(BadSignature):
        verify(headers, body, secrets=(SECRET,), now=THEN + timedelta(seconds=shift))


def test_another_secret_is_refused() -> None:
    with pytest.raises(BadSignature):
        verify(GOOD, BODY, secrets=("whsec_b3RoZXI=",), now=THEN)


@pytest.mark.parametrize(
    "event",
    [
        b"not json",
        b"[]",
        b'{"id": 5}',
        b'{"id": "msg_1", "type": "payment.captured", "data": {}}',
        b'{"id": "msg_2", "type": "payment.captured", "data": {"payment": "spay_1"}}',
    ],
)
async def test_a_signed_body_that_is_no_event_is_refused(event: bytes) -> None:
    gateway = make_sandbox("http://127.0.0.1:1")
    headers = {**GOOD, "webhook-id": "msg_1", "webhook-signature": signature(SECRET, "msg_1", STAMP, event)}

    with pytest.raises(BadSignature):
        gateway.read_webhook(headers, event, THEN)
    await gateway.close()


async def test_a_signed_event_becomes_a_hint() -> None:
    gateway = make_sandbox("http://127.0.0.1:1")
    event = json.dumps({"id": "msg_1", "type": "payment.captured", "data": {"payment": "spay_1", "reference": "k"}})
    headers = {**GOOD, "webhook-id": "msg_1", "webhook-signature": signature(SECRET, "msg_1", STAMP, event.encode())}

    (hint,) = gateway.read_webhook(headers, event.encode(), THEN)
    await gateway.close()

    assert (hint.event_id, hint.kind, hint.reference, hint.key) == ("msg_1", "payment.captured", "spay_1", "k")
