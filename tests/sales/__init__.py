"""Online sale of gift cards, passes and memberships."""
