"""Do what an event asks for, once."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from gateways.stripe import API_VERSION, StripeGateway
from kit.database import Database
from kit.errors import DomainError
from market.events import accounts, payments, payouts, refunds
from market.events.incoming import Incoming
from market.payments import queries
from market.payments.terms import SettlementTerms
from market.requests.alerts import raise_alert
from models.enums import AlertKind
from models.payments import StripeEvent

_RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3600))
# After so many tries a person is told; it goes on being tried every hour.
_TRIES_BEFORE_ALERT = 10

Handler = Callable[[Incoming], str]

# What happens on the platform's account. The first pattern that fits.
_OURS: tuple[tuple[str, Handler], ...] = (
    ("checkout.session.expired", payments.page_expired),
    ("checkout.session.async_payment_failed", payments.page_failed),
    ("checkout.session.*", payments.page_used),
    ("payment_intent.*", payments.intent_changed),
    ("charge.refunded", refunds.charge_refunded),
    ("charge.refund.*", refunds.refund_changed),
    ("charge.dispute.*", refunds.dispute_changed),
    ("charge.*", payments.charge_changed),
    ("refund.*", refunds.refund_changed),
    ("radar.early_fraud_warning.*", refunds.fraud_warned),
    ("transfer.*", payouts.transfer_changed),
    ("balance.available", payouts.balance_available),
    ("payout.*", payouts.own_payout_changed),
    ("v2.core.account*", accounts.account_changed),
)
# What happens on a connected account.
_THEIRS: tuple[tuple[str, Handler], ...] = (
    ("account.application.deauthorized", accounts.account_deauthorized),
    ("account.external_account.*", accounts.account_changed),
    ("account.updated", accounts.account_changed),
    ("capability.updated", accounts.account_changed),
    ("payout.*", payouts.bank_payout_changed),
)


def handle_event(
    database: Database, stripe: StripeGateway, *, event_key: str, terms: SettlementTerms, now: datetime
) -> str:
    """Do what the event asks for and mark it handled in the same transaction; says in words what came of it.

    Whatever goes wrong leaves the event waiting with a later time to try again; the sweeper comes back to it.
    """
    account, _, event_id = event_key.rpartition("/")
    with database.reading() as session:
        event = queries.find_event(session, account=account, event_id=event_id)
    if event is None or event.handled_at is not None:
        return "nothing to do"
    try:
        return _handle(database, stripe, event, terms, now)
    except DomainError as error:
        _put_off(database, event, str(error), now)
        return f"put off: {error.code}"
    except Exception as error:
        # A fault of ours must not make the sweep come back to this event every few seconds for ever.
        _put_off(database, event, type(error).__name__, now)
        raise


def handle_again(
    database: Database, stripe: StripeGateway, *, event_key: str, terms: SettlementTerms, now: datetime
) -> str:
    """Handle an event that may have been handled before: every effect is safe to repeat."""
    account, _, event_id = event_key.rpartition("/")
    with database.transaction() as session:
        event = queries.lock_event(session, account=account, event_id=event_id)
        if event is None:
            return "no such event"
        queries.mark_waiting(session, event, now=now)
    return handle_event(database, stripe, event_key=event_key, terms=terms, now=now)


def _handle(
    database: Database, stripe: StripeGateway, event: StripeEvent, terms: SettlementTerms, now: datetime
) -> str:
    body = json.loads(event.payload)
    is_thin = body.get("object") == "v2.core.event"
    subject = body["related_object"] if is_thin else body["data"]["object"]
    incoming = Incoming(database, stripe, event, subject, terms, now)
    if not is_thin:
        _note_version(incoming)
    handlers = _THEIRS if event.account and not is_thin else _OURS
    handler = next((handler for pattern, handler in handlers if fnmatchcase(event.type, pattern)), None)
    return handler(incoming) if handler else incoming.finish("nothing to do")


def _note_version(incoming: Incoming) -> None:
    """The SDK would parse an event of another version without a word. We read the object anew, so nothing is lost."""
    version = incoming.event.api_version
    if version in {None, "", API_VERSION}:
        return
    with incoming.database.transaction() as session:
        raise_alert(
            session,
            AlertKind.EVENT_UNLIKE_OURS,
            key=f"api_version:{version}",
            sentence=f"Stripe's events come in API version {version}, this code was written for {API_VERSION}: set the "
            "version of the webhook endpoint.",
            now=incoming.now,
        )


def _put_off(database: Database, event: StripeEvent, reason: str, now: datetime) -> None:
    with database.transaction() as session:
        locked = queries.lock_event(session, account=event.account, event_id=event.id)
        if locked is None or locked.handled_at is not None:
            return
        locked.attempts += 1
        locked.last_error = reason[:500]
        locked.next_attempt_at = now + _RETRY_AFTER[min(locked.attempts, len(_RETRY_AFTER)) - 1]
        session.add(locked)
        if locked.attempts >= _TRIES_BEFORE_ALERT:
            raise_alert(
                session,
                AlertKind.EVENT_UNLIKE_OURS,
                key=f"event:{event.account}/{event.id}",
                subject_id=event.id,
                sentence=f"Event {event.id} ({event.type}) cannot be handled: {reason[:200]}",
                now=now,
            )
