"""Where an organisation's money goes. No account number is ever shown, only its last digits."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class PayoutAccount:
    """`state`: pending until it can be paid for the first time, then active, or restricted while it cannot."""

    id: str
    rail: str
    currency: str
    state: str
    country: str = ""
    holder_name: str = ""
    last_digits: str = ""
    bic: str = ""
    bank_name: str = ""
    requirements: tuple[str, ...] = ()
    created_at: str | None = None
    refreshed_at: str | None = None
    closed_at: str | None = None


@dataclass(frozen=True)
class Rail:
    """The road that money takes to the organisation's country, on whose word, and whether that is certain."""

    rail: str
    source: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True)
class PayoutAccounts:
    """Every account of an organisation, open ones first, and the road a new one would take."""

    new_account: Rail
    data: tuple[PayoutAccount, ...] = ()

    @property
    def open(self) -> tuple[PayoutAccount, ...]:
        return tuple(one for one in self.data if one.closed_at is None)


@dataclass(frozen=True)
class OnboardingLink:
    """A page of Stripe's, good for minutes and for once."""

    url: str


def things_asked(requirements: Iterable[str]) -> list[str]:
    """What Stripe's own names for its questions mean, each kind once."""
    return list(dict.fromkeys(_kind_of(one) for one in requirements))


def _kind_of(requirement: str) -> str:
    head = requirement.partition(".")[0]
    if head == "external_account":
        return "bank_account"
    if head == "tos_acceptance":
        return "terms"
    if "verification" in requirement or "proof_of_liveness" in requirement:
        return "identity"
    if head in {"business_profile", "business_type", "company", "documents", "settings"}:
        return "organisation"
    if head in {"individual", "representative", "owners", "directors", "executives"} or head.startswith("person_"):
        return "people"
    return "more"
