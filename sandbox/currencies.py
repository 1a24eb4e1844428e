"""What Stripe lets be charged and paid out in each currency. Amounts are in Stripe's own counting.

Source: Stripe's page on supported currencies, read in November 2026. Three-decimal currencies end in 0; ISK and UGX
have no decimals and are sent with two; banks take HUF and TWD in whole units only.
"""

from sandbox.errors import malformed

_CODES = (
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf "
    "clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel ghs gip gmd gnf gtq gyd hkd hnl htg huf "
    "idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop "
    "mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd "
    "scr sek sgd shp sle sos srd stn szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd "
    "xof xpf yer zar zmw"
)
SUPPORTED = frozenset(_CODES.split())
_LEAST_CHARGE = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1_500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17_500, "inr": 50, "jpy": 50, "mxn": 1_000, "myr": 200, "nok": 300,
    "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1_000,
}  # fmt: skip
_STEP = {"bhd": 10, "jod": 10, "kwd": 10, "omr": 10, "tnd": 10, "isk": 100, "ugx": 100}
_PAYOUT_STEP = {"huf": 100, "twd": 100}


def payout_step(currency: str) -> int:
    """What a bank transfer must be a multiple of."""
    return _PAYOUT_STEP.get(currency, _STEP.get(currency, 1))


def check_step(amount: int, currency: str, *, param: str = "amount") -> None:
    """Raises ApiError for an amount that no card network can carry."""
    step = _STEP.get(currency, 1)
    if amount % step:
        message = f"Invalid amount: amounts in {currency} must be a multiple of {step}."
        raise malformed(message, code="invalid_charge_amount", param=param)


def check_charge(amount: int, currency: str, *, param: str = "amount") -> None:
    """Raises ApiError for an amount that cannot be charged. How large it may be is said by the parameter's shape."""
    check_step(amount, currency, param=param)
    least = _LEAST_CHARGE.get(currency, 1)
    if amount < least:
        message = f"Amount must be at least {least} {currency} in its smallest unit."
        raise malformed(message, code="amount_too_small", param=param)


def check_payout(amount: int, currency: str) -> None:
    """Raises ApiError for an amount that banks do not take."""
    step = payout_step(currency)
    if amount % step:
        message = f"Invalid amount: payouts in {currency} must be a multiple of {step}."
        raise malformed(message, code="invalid_charge_amount", param="amount")
