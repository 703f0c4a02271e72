"""Pure values and rules of availability; nothing here reads a clock or a database."""

from smartbooking.availability.domain.claims import Claim, ClaimKind, NewClaim

__all__ = ["Claim", "ClaimKind", "NewClaim"]
