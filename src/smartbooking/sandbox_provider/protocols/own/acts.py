"""What the provider does with a payment: create it by token or page, answer the page, capture, void, refund.

Every function runs inside `Ledger.writing()`.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Final

from smartbooking.sandbox_provider.protocols.own.books import Books
from smartbooking.sandbox_provider.protocols.own.rules import NAME, SESSION_SECONDS, TOKENS, Play, Status
from smartbooking.sandbox_provider.rules import FaultKind, Faults, Refusal

PAGE: Final = Play()
PENDING_REFUND_SECONDS: Final = 1.0


def start(
    books: Books, order: dict[str, Any], token: str | None, faults: Faults, *, card: str | None = None,
    save: bool = False,
) -> str:  # fmt: skip
    """Create a payment; with a token or a kept card it is decided at once, else the hosted page decides.

    Returns its id.
    """
    play = books.cards.play(card) if card else TOKENS[token] if token else None
    payment_id = _start(books, order, play, faults)
    books.cards.begin(payment_id, token=token, card=card, save=save)
    if play and books.known(payment_id)["status"] == Status.PROCESSING:
        if play.processing_seconds:
            _settle_later(books, payment_id, play)
        else:
            _decide(books, payment_id, play.decline)
    return payment_id


def _start(books: Books, order: dict[str, Any], play: Play | None, faults: Faults) -> str:
    if books.payment("reference", order["reference"]) is not None:
        raise Refusal(409, "reference_taken", "a payment with this reference exists already")
    order["amount"], order["currency"] = faults.bent(order["amount"], order["currency"])
    if FaultKind.WRONG_BOOKING in faults:
        order["booking"] = "another"
    expires = time.time() + SESSION_SECONDS
    if order.pop("bank_check", False) and (play is None or not play.decline):
        order["three_ds"] = "ok"  # the bank is asked, whatever it would have done by itself
        return books.create_payment(order, status=Status.REQUIRES_ACTION, expires=expires)
    if play is None:
        return books.create_payment(order, status=Status.REQUIRES_ACTION, expires=expires)
    if play.three_ds:
        order["three_ds"] = play.three_ds
        return books.create_payment(order, status=Status.REQUIRES_ACTION, expires=expires)
    return books.create_payment(order, status=Status.PROCESSING, expires=expires)


def _settle_later(books: Books, payment_id: str, play: Play) -> None:
    outcome = Status.FAILED if play.decline else Status.CAPTURED
    books.db.execute(
        "update payment set settles = ?, settle_as = ?, decline_code = ? where id = ?",
        (time.time() + play.processing_seconds, outcome, play.decline or None, payment_id),
    )


def _decide(books: Books, payment_id: str, decline: str) -> None:
    row = books.known(payment_id)
    if decline:
        books.move(payment_id, Status.FAILED, decline)
    elif row["capture"] == "manual":
        books.authorise(payment_id)
    else:
        books.capture(payment_id)


def answer_page(books: Books, payment: sqlite3.Row, choice: str) -> None:
    """What the person chose on the hosted page; a second press changes nothing."""
    if payment["status"] != Status.REQUIRES_ACTION:
        return
    if choice == "pay_3ds":
        books.db.execute("update payment set three_ds = 'ok' where id = ?", (payment["id"],))
    elif choice == "pay":
        _decide(books, payment["id"], "")
    else:
        codes = {"decline": "card_declined", "insufficient": "insufficient_funds", "cancel": "cancelled_by_customer"}
        _decide(books, payment["id"], codes[choice])


def answer_bank(books: Books, payment: sqlite3.Row, *, confirmed: bool) -> None:
    """What came of the 3-D Secure question; a second press changes nothing."""
    if payment["status"] == Status.REQUIRES_ACTION and payment["three_ds"]:
        passed = confirmed and payment["three_ds"] == "ok"
        _decide(books, payment["id"], "" if passed else "authentication_failed")


def capture(books: Books, payment_id: str, amount: int | None) -> None:
    """Take an authorised payment once, all or part of it; asked for the same again, it stays as it is."""
    row = books.known(payment_id)
    amount = row["amount"] if amount is None else amount
    if amount > row["amount"]:
        raise Refusal(422, "amount_too_large", "more than was reserved")
    if row["status"] == Status.CAPTURED:
        if amount != row["captured"]:
            raise Refusal(409, "already_captured", "another amount was taken before")
        return
    if row["status"] != Status.AUTHORISED:
        raise Refusal(409, "not_authorised", f"a payment that is {row['status']} cannot be captured")
    books.capture(payment_id, amount)


def expire(books: Books, payment_id: str) -> None:
    """The payer's bank does not keep the money reserved any longer."""
    if books.known(payment_id)["status"] != Status.AUTHORISED:
        raise Refusal(409, "not_authorised", "only reserved money can run out")
    books.move(payment_id, Status.VOIDED, "authorisation_expired")


def void(books: Books, payment_id: str) -> None:
    """Kill a payment that took no money; one already dead stays as it is."""
    row = books.known(payment_id)
    if row["status"] in (Status.VOIDED, Status.FAILED):
        return
    if row["status"] == Status.CAPTURED:
        raise Refusal(409, "already_captured", "the money is taken: refund it instead")
    books.move(payment_id, Status.VOIDED)


def refund(books: Books, payment_id: str, amount: int, reference: str, faults: Faults) -> str:
    """Give back part or all of a captured payment. Returns the refund's id."""
    payment = books.known(payment_id)
    if payment["status"] != Status.CAPTURED:
        raise Refusal(409, "not_captured", f"a payment that is {payment['status']} has nothing to give back")
    if books.refund("reference", reference) is not None:
        raise Refusal(409, "reference_taken", "a refund with this reference exists already")
    refund_id = books.create_refund(payment, amount, reference)
    if FaultKind.REFUND_FAILED in faults:
        books.settle_refund(refund_id, "refund_rejected")
    elif FaultKind.REFUND_PENDING in faults:
        settles = time.time() + PENDING_REFUND_SECONDS
        books.db.execute("update refund set settles = ? where id = ?", (settles, refund_id))
    else:
        books.settle_refund(refund_id)
    return refund_id


def dispute(books: Books, payment_id: str, outcome: str) -> None:
    """The payer's bank takes the money back for the time being (`open`), for good (`lost`), or not at all (`won`)."""
    row = books.known(payment_id)
    left = row["captured"] - row["refunded"]
    if outcome == "open":
        if row["status"] != Status.CAPTURED or row["disputed"] or left == 0:
            raise Refusal(409, "not_disputable", "only captured money can be disputed, once at a time")
        books.db.execute("update payment set disputed = 1, version = version + 1 where id = ?", (payment_id,))
    elif not row["disputed"]:
        raise Refusal(409, "not_disputed", "there is no dispute to end")
    else:
        lost = left if outcome == "lost" else 0
        books.db.execute(
            "update payment set disputed = 0, refunded = refunded + ?, version = version + 1 where id = ?",
            (lost, payment_id),
        )
        if lost:
            books.ledger.give_back(NAME, row["id"], lost, "", kind="dispute")
    books.emit(f"dispute.{outcome}", payment_id)
