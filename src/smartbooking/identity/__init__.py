"""Who calls: accounts, credentials, sessions, memberships; turns a request into a Principal.

Owns the schema `identity`. Invariants: a password is kept only as an Argon2id hash and a token only as its
SHA-256; a refresh token is good for one use; a revoked session or suspended account stops at the next request.
Refuses to know what a vendor is beyond its number: memberships say which role a person holds there.
"""
