"""Money asked for, taken and given back: intents, attempts, refunds, and the doors to payment providers.

Invariant: what a provider did is never guessed. A call is preceded by a committed row that names it, a
missing answer is `unknown` until the provider says, and a closed payment is never reopened by an event.
Refuses: card numbers, and any network call inside a transaction.
"""
