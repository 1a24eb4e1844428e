"""Identifiers that look like Stripe's."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits
# Prefix and length of the random part, as seen on Stripe's own objects.
_FORMS = {
    "account": ("acct_1", 15),
    "balance_transaction": ("txn_1", 23),
    "bank_account": ("ba_1", 23),
    "card_charge": ("ch_3", 23),
    "other_charge": ("py_3", 23),
    "destination_payment": ("py_1", 23),
    "destination_refund": ("pyr_1", 23),
    "checkout.session": ("cs_test_a1", 56),
    "dispute": ("du_1", 23),
    "event": ("evt_1", 23),
    "item": ("li_1", 23),
    "payment_intent": ("pi_3", 23),
    "payment_method": ("pm_1", 23),
    "payout": ("po_1", 23),
    "price": ("price_1", 23),
    "product": ("prod_", 14),
    "radar.early_fraud_warning": ("issfr_1", 23),
    "refund": ("re_3", 23),
    "request": ("req_", 14),
    "topup": ("tu_1", 23),
    "transfer": ("tr_1", 23),
    "transfer_reversal": ("trr_1", 23),
    "v2.core.event": ("evt_test_", 40),
    "webhook_endpoint": ("we_1", 23),
    "_delivery": ("dlv_", 16),
    "_fault": ("fault_", 10),
    "_job": ("job_", 16),
    "_link": ("", 32),
}


def random_text(length: int) -> str:
    """Letters and digits. Reducing bytes favours a few of them, which does no harm to an id."""
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in secrets.token_bytes(length))


def new_id(form: str) -> str:
    prefix, length = _FORMS[form]
    return prefix + random_text(length)
