"""What can go wrong with a payment, told to people."""

from __future__ import annotations

from smartbooking.kernel import problem
from smartbooking.kernel.problem import Conflict, FieldError, Invalid, NotFound, Problem, Unavailable


class PaymentNotFound(NotFound):
    """No payment with that id is visible to you. Open it with the client secret you got when it was made."""

    slug = "payment-not-found"
    title = "No such payment"


class SavedCardNotFound(NotFound):
    """No kept card of yours has that id; perhaps it was removed. GET /api/v1/saved-cards lists those you have."""

    slug = "saved-card-not-found"
    title = "No such saved card"


class CaseNotFound(NotFound):
    """No case of a payment has this id. GET /api/v1/operations/payment-cases lists those that are open."""

    slug = "payment-case-not-found"
    title = "No such payment case"


class InvalidTransition(problem.InvalidTransition):
    """The payment is in a state that does not allow this; `allowed` lists the states it can move to."""


class PaymentInProgress(Conflict):
    """Another attempt for the same payment is still open. Finish or cancel it before you start a new one."""

    slug = "payment-in-progress"
    title = "A payment is already under way"


class RefundExceedsCapture(Conflict):
    """More than what was taken, less what is already on its way back, cannot be refunded."""

    slug = "refund-exceeds-capture"
    title = "The refund is larger than what is left"


class UnknownMethod(Invalid):
    """This way to pay is not offered here. GET /api/v1/payment-methods lists those that are."""

    slug = "unknown-payment-method"
    title = "This way to pay is not offered"

    def __init__(self, method: str, pointer: str = "/paymentMethod") -> None:
        super().__init__(FieldError(pointer, f"{method} is not offered; choose one of the listed ways", "unknown"))


class CardNumberRefused(Invalid):
    """A field looks like a card number. They never come here: the payment provider's page takes them."""

    slug = "card-number-refused"
    title = "Please do not send card numbers"

    def __init__(self, *pointers: str) -> None:
        super().__init__(*(FieldError(p, "looks like a card number; remove it", "card-number") for p in pointers))


class ReturnNotProven(Invalid):
    """What the browser brought back is not signed by the provider. Nothing was changed; ask how the payment stands."""

    slug = "return-not-proven"
    title = "The return from the provider is not proven"

    def __init__(self, detail: str) -> None:
        super().__init__(FieldError("", detail, "signature"))


class WebhookRefused(Problem):
    """The message is not signed by the provider with an active secret, is too old, or is not readable."""

    slug = "webhook-refused"
    title = "The message is not from the provider"
    status = 401


class ProviderSilent(Unavailable):
    """The payment provider does not answer. Nothing is lost: what was sent is asked about until it says."""

    slug = "payment-provider-silent"
    title = "The payment provider does not answer"


class AlreadyDecided(Conflict):
    """Somebody else has confirmed or rejected this payment a moment ago. Look at it again."""

    slug = "payment-already-decided"
    title = "Somebody decided already"


class NotAProof(Invalid):
    """The file is not a picture. Send a screenshot or a photo of the receipt as PNG, JPEG or WebP."""

    slug = "not-a-proof"
    title = "That file is not a picture"

    def __init__(self) -> None:
        super().__init__(FieldError("/file", "a PNG, JPEG or WebP picture", "not-a-picture"))


class TooManyProofs(Conflict):
    """This payment has as many pictures as anybody can look through."""

    slug = "too-many-proofs"
    title = "Enough pictures for this payment"


class StatementUnreadable(Invalid):
    """The statement is not a CSV table with a date, an amount and a purpose in every line."""

    slug = "statement-unreadable"
    title = "The statement cannot be read"

    def __init__(self, detail: str) -> None:
        super().__init__(FieldError("/csv", detail, "not-a-statement"))
