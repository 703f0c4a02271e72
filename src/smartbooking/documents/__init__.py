"""Papers about money: receipts, invoices, credit notes, fiscal receipts, exports.

Invariant: a paper is written once, in the transaction of its number, with frozen copies of seller, buyer and lines;
numbers of a business have no gaps. Refuses: computing prices (the booking's quote has them) and moving money.
"""
