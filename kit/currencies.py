"""How each currency is counted: by ISO 4217, and by Stripe, which for some counts otherwise.

`exponent` is ISO's: minor units are 10^-exponent. Everything of ours counts so. `stripe_exponent` is what Stripe's API
takes and gives. A charge must be a multiple of `charge_step` of our minor units and a bank transfer of `payout_step`:
card networks take no third decimal of a dinar and no fraction of a króna, banks none of a forint.

Sources: ISO 4217; Stripe's page on supported currencies (zero-decimal, three-decimal and special cases, minimum charge
amounts), read in November 2026. UGX is listed there both as zero-decimal and as a special case that is sent with two
decimals; the special case is the newer text.
"""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid
from kit.money import Money

LARGEST_CHARGE = 99_999_999
"""In Stripe's counting: eight digits."""


@dataclass(eq=False)
class UnknownCurrency(Invalid):
    """We do not trade in this currency."""

    code: ClassVar[str] = "unknown_currency"
    currency: str


@dataclass(eq=False)
class NotChargeable(Invalid):
    """This amount cannot be charged in its currency: too small, too large, or no multiple of its smallest step."""

    code: ClassVar[str] = "not_chargeable"
    amount_minor: int
    currency: str
    step_minor: int
    least_minor: int


def _power(digits: int) -> int:
    return int("1" + "0" * digits)


@dataclass(frozen=True)
class CurrencyFacts:
    """One currency. `least_charge` is in our minor units; 0 where Stripe publishes none."""

    code: str
    exponent: int
    stripe_exponent: int
    charge_step: int = 1
    payout_step: int = 1
    least_charge: int = 0

    @property
    def most_charge(self) -> int:
        """What Stripe takes at once, in our minor units."""
        if self.exponent >= self.stripe_exponent:
            return LARGEST_CHARGE * _power(self.exponent - self.stripe_exponent)
        return LARGEST_CHARGE // _power(self.stripe_exponent - self.exponent)

    def is_chargeable(self, minor: int) -> bool:
        """Whether Stripe would charge so much, in our minor units: also the one rule for what a unit may cost."""
        return minor % self.charge_step == 0 and max(1, self.least_charge) <= minor <= self.most_charge

    def to_stripe(self, minor: int) -> int:
        """Our minor units in Stripe's. Raises ValueError for what Stripe could not say."""
        if self.stripe_exponent >= self.exponent:
            return minor * _power(self.stripe_exponent - self.exponent)
        whole, rest = divmod(minor, _power(self.exponent - self.stripe_exponent))
        if rest:
            raise ValueError(f"{minor} minor units of {self.code} are no whole number at Stripe")
        return whole

    def from_stripe(self, amount: int) -> int:
        """Stripe's number in our minor units. Raises ValueError for what we could not say."""
        if self.exponent >= self.stripe_exponent:
            return amount * _power(self.exponent - self.stripe_exponent)
        whole, rest = divmod(amount, _power(self.stripe_exponent - self.exponent))
        if rest:
            raise ValueError(f"Stripe's {amount} {self.code} is no whole number of minor units")
        return whole


_TWO = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC "
    "CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG IDR ILS INR JMD KES KGS KHR KYD "
    "KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP "
    "PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STN SZL THB TJS TOP TRY TTD TZS UAH USD UYU UZS WST "
    "XCD YER ZAR ZMW"
)
_NONE = "BIF CLP DJF GNF JPY KMF KRW PYG RWF VND VUV XAF XOF XPF"
_THREE = "BHD JOD KWD OMR TND"
_LEAST = {
    "USD": 50, "AED": 200, "AUD": 50, "BGN": 100, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50,
    "GBP": 30, "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50,
    "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000,
}  # fmt: skip


def _facts() -> dict[str, CurrencyFacts]:
    rows = [
        *(CurrencyFacts(code, 2, 2, least_charge=_LEAST.get(code, 0)) for code in _TWO.split()),
        *(CurrencyFacts(code, 0, 0, least_charge=_LEAST.get(code, 0)) for code in _NONE.split()),
        *(CurrencyFacts(code, 3, 3, charge_step=10) for code in _THREE.split()),
        # Two decimals for charges; payouts to banks in whole units.
        CurrencyFacts("HUF", 2, 2, payout_step=100, least_charge=_LEAST["HUF"]),
        CurrencyFacts("TWD", 2, 2, payout_step=100),
        # No decimals by ISO, sent with two to Stripe.
        CurrencyFacts("ISK", 0, 2),
        CurrencyFacts("UGX", 0, 2),
        # Two decimals by ISO (a fifth of an ariary, in truth), none at Stripe.
        CurrencyFacts("MGA", 2, 0, charge_step=100, payout_step=100),
    ]
    return {row.code: row for row in rows}


CURRENCIES = _facts()


def currency_facts(code: str) -> CurrencyFacts:
    """Raises UnknownCurrency."""
    facts = CURRENCIES.get(code)
    if facts is None:
        raise UnknownCurrency(code)
    return facts


def to_stripe(money: Money) -> int:
    """The number that says `money` to Stripe. Raises UnknownCurrency, ValueError."""
    return currency_facts(money.currency).to_stripe(money.minor)


def from_stripe(amount: int, currency: str) -> Money:
    """What Stripe's number means; `currency` in Stripe's lower case or ours. Raises UnknownCurrency, ValueError."""
    code = currency.upper()
    return Money(currency_facts(code).from_stripe(amount), code)


def require_chargeable(money: Money) -> None:
    """Raises NotChargeable for what Stripe would refuse, UnknownCurrency."""
    facts = currency_facts(money.currency)
    if not facts.is_chargeable(money.minor):
        raise NotChargeable(money.minor, money.currency, facts.charge_step, facts.least_charge)
