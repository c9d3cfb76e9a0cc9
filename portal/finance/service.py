"""Credit and ledger: reserve, release, post. Whatever may not be passed is a conditional UPDATE.

Amounts are in the currency of the account, with that currency's decimals. An open amount is what
is still owed (positive) or still to be used (negative, of credit notes and payments); the open
items of an account are their sum.
"""

from portal.finance.service_accounts import lock_account, set_credit
from portal.finance.service_ledger import Posting, post_credit_note, post_invoice, post_payment
from portal.finance.service_reservations import release, reserve

__all__ = [
    "Posting",
    "lock_account",
    "post_credit_note",
    "post_invoice",
    "post_payment",
    "release",
    "reserve",
    "set_credit",
]
