"""The wizard: a business in one request, its test booking, its invitations and what its roles may do.

Only calls what the modules offer; nothing is decided here that they would not decide themselves.
"""
