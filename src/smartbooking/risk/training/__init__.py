"""Training and judging of the scorecards, offline: never imported by the serving product."""
