"""Rules of messages: roads, the life of a message, when it is tried again."""

from smartbooking.notifications.domain.messages import (
    ENDED,
    LEASE,
    MAX_ATTEMPTS,
    Message,
    MessageStatus,
    Outcome,
    RoadKind,
    Standing,
    after,
)

__all__ = [
    "ENDED", "LEASE", "MAX_ATTEMPTS", "Message", "MessageStatus", "Outcome", "RoadKind", "Standing", "after",
]  # fmt: skip
