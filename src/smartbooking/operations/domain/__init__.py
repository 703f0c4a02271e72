"""Rules of the help desk."""

from smartbooking.operations.domain.desk import (
    Desk,
    Outcome,
    Status,
    Step,
    SupportRequest,
    Topic,
    next_status,
    promise,
)

__all__ = ["Desk", "Outcome", "Status", "Step", "SupportRequest", "Topic", "next_status", "promise"]
