"""Opening, looking after and closing payout accounts, with a Stripe that fails at the worst moments."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.fakes import FakeStripe
from kit.currencies import UnknownCurrency
from kit.database import Database
from kit.ids import new_id
from market.accounts.errors import NoSuchOrganisation
from market.payouts.accounts import queries
from market.payouts.accounts.bank_details import BankDetails
from market.payouts.accounts.close_payout_account import close_payout_account
from market.payouts.accounts.errors import (
    BankDetailsMissing,
    BankDetailsNotWanted,
    NobodyToAsk,
    NoSuchPayoutAccount,
    PayoutAccountClosed,
    PayoutAccountNotAtStripe,
    PayoutAccountOpen,
    SignInAgain,
    StewardOnly,
)
from market.payouts.accounts.link_to_onboarding import link_to_onboarding
from market.payouts.accounts.load_rail_rules import Loaded, load_rail_rules
from market.payouts.accounts.mark_deauthorized import mark_deauthorized
from market.payouts.accounts.open_at_stripe import open_at_stripe
from market.payouts.accounts.open_payout_account import open_payout_account
from market.payouts.accounts.queries import AccountFact
from market.payouts.accounts.rail_rules import built_in_rules
from market.payouts.accounts.refresh_account import refresh_account
from market.payouts.accounts.refresh_due_accounts import refresh_due_accounts
from market.payouts.accounts.require_steward import require_steward
from market.payouts.accounts.rules import RailRule
from models.accounts import Person, SignInSession
from models.enums import MemberRole, PayoutAccountState, PayoutRail
from models.organisations import Membership
from tests.catalog.world import NOW, World

BANK = BankDetails("Cooperativa Norandino", "00219300123456789", False, "BCPLPEPL", "Banco de Crédito")
DOWN = GatewayUnavailable("create_recipient_account", "timeout")


@dataclass
class Scene:
    """A producer in Peru, reached by a bank, and one in Ghana, reached through Stripe; one steward of both."""

    database: Database
    stripe: FakeStripe
    bank_producer: str
    stripe_producer: str
    person_id: str
    session_id: str

    def open(self, organisation_id: str, bank: BankDetails | None, currency: str = "EUR") -> AccountFact:
        return open_payout_account(
            self.database,
            self.stripe,
            organisation_id=organisation_id,
            currency=currency,
            bank=bank,
            opened_by=self.person_id,
            market_country="FR",
            now=NOW,
        )

    def close(self, account: AccountFact) -> AccountFact:
        with self.database.transaction() as session:
            return close_payout_account(
                session,
                organisation_id=account.organisation_id,
                account_id=account.id,
                closed_by=self.person_id,
                now=NOW,
            )

    def refresh(self, account: AccountFact, *, after: timedelta = timedelta(minutes=1)) -> AccountFact:
        return refresh_account(self.database, self.stripe, account_id=account.id, now=NOW + after)

    def say(self, account: AccountFact, *, is_ready: bool, requirements: tuple[str, ...] = ()) -> None:
        """What Stripe thinks of an account from now on."""
        assert account.stripe_account_id is not None
        self.say_of(account.stripe_account_id, is_ready=is_ready, requirements=requirements)

    def say_of(self, stripe_account_id: str, *, is_ready: bool, requirements: tuple[str, ...] = ()) -> None:
        self.stripe.accounts[stripe_account_id] = replace(
            self.stripe.accounts[stripe_account_id],
            is_transfer_ready=is_ready,
            is_payout_ready=is_ready,
            requirements=requirements,
        )

    def open_unfinished(self) -> AccountFact:
        """An account at Stripe that its holder still has to complete."""
        self.stripe.fail_after.append(DOWN)
        with pytest.raises(GatewayUnavailable):
            self.open(self.stripe_producer, None)
        self.say_of("acct_1", is_ready=False, requirements=("external_account", "tos_acceptance.date"))
        return self.open(self.stripe_producer, None)

    def accounts(self, organisation_id: str) -> list[AccountFact]:
        with self.database.reading() as session:
            return queries.list_accounts(session, organisation_id)


@pytest.fixture
def scene(clean_database: Database) -> Scene:
    with clean_database.transaction() as session:
        world = World(session).build()
        load_rail_rules(
            session, [*built_in_rules("FR"), RailRule("FR", "GH", PayoutRail.STRIPE_CONNECT, "test", False)]
        )
        person = Person(email="rosa@example.org", full_name="Rosa")
        session.add(person)
        session.flush()
        for organisation_id in (world.norandino_id, world.kuapa_id):
            session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=MemberRole.STEWARD))
        signed_in = SignInSession(
            token_hash=b"x", person_id=person.id, authenticated_at=NOW, last_seen_at=NOW, expires_at=NOW
        )
        session.add(signed_in)
        session.flush()
        return Scene(clean_database, FakeStripe(now=NOW), world.norandino_id, world.kuapa_id, person.id, signed_in.id)


def test_a_banks_account_is_active_at_once_and_shows_its_last_digits(scene: Scene) -> None:
    account = scene.open(scene.bank_producer, BANK)
    assert (account.rail, account.state) == (PayoutRail.MANUAL_BANK, PayoutAccountState.ACTIVE)
    assert (account.last_digits, account.holder_name, account.bic) == ("6789", BANK.holder_name, "BCPLPEPL")
    assert BANK.account_number not in repr(account)
    assert scene.stripe.accounts == {}


def test_the_rail_decides_what_is_asked_for(scene: Scene) -> None:
    with pytest.raises(BankDetailsMissing):
        scene.open(scene.bank_producer, None)
    with pytest.raises(BankDetailsNotWanted):
        scene.open(scene.stripe_producer, BANK)
    with pytest.raises(NoSuchOrganisation):
        scene.open("org_nobody", BANK)
    with pytest.raises(UnknownCurrency):
        scene.open(scene.bank_producer, BANK, "XXX")
    assert scene.accounts(scene.bank_producer) == scene.accounts(scene.stripe_producer) == []


def test_the_same_wish_again_is_the_same_account_and_another_is_refused(scene: Scene) -> None:
    first = scene.open(scene.bank_producer, BANK)
    assert scene.open(scene.bank_producer, BANK) == first
    with pytest.raises(PayoutAccountOpen) as refused:
        scene.open(scene.bank_producer, replace(BANK, account_number="00219300123456780"))
    assert refused.value.payout_account_id == first.id
    assert scene.open(scene.bank_producer, BANK, "USD").id != first.id


def test_a_rail_that_changed_meanwhile_needs_the_old_account_closed(scene: Scene) -> None:
    scene.open(scene.stripe_producer, None)
    with scene.database.transaction() as session:
        load_rail_rules(session, [RailRule("FR", "GH", PayoutRail.MANUAL_BANK, "test", True)])
    with pytest.raises(PayoutAccountOpen):
        scene.open(scene.stripe_producer, BANK)


def test_another_account_can_be_opened_once_one_is_closed(scene: Scene) -> None:
    first = scene.open(scene.bank_producer, BANK)
    assert scene.close(first).closed_at == NOW
    assert scene.close(first).closed_at == NOW
    second = scene.open(scene.bank_producer, BANK)
    assert [account.id for account in scene.accounts(scene.bank_producer)] == [second.id, first.id]
    with pytest.raises(NoSuchPayoutAccount):
        scene.close(replace(second, organisation_id=scene.stripe_producer))
    with pytest.raises(NoSuchPayoutAccount):
        scene.close(replace(second, id="pac_nobody"))


def test_an_account_at_stripe_waits_for_its_holder(scene: Scene) -> None:
    account = scene.open_unfinished()
    assert (account.rail, account.state) == (PayoutRail.STRIPE_CONNECT, PayoutAccountState.PENDING)
    assert account.requirements == ("external_account", "tos_acceptance.date")
    assert list(scene.stripe.accounts) == ["acct_1"]
    scene.say(account, is_ready=True)
    assert scene.refresh(account).state is PayoutAccountState.ACTIVE
    scene.say(account, is_ready=False, requirements=("individual.verification.document",))
    stopped = scene.refresh(account, after=timedelta(minutes=2))
    assert (stopped.state, stopped.requirements) == (
        PayoutAccountState.RESTRICTED,
        ("individual.verification.document",),
    )


def test_what_was_read_earlier_never_replaces_what_was_read_later(scene: Scene) -> None:
    account = scene.open(scene.stripe_producer, None)
    later = scene.refresh(account, after=timedelta(minutes=10))
    scene.say(account, is_ready=False)
    assert scene.refresh(account, after=timedelta(minutes=5)) == later


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_lost_answer_is_asked_for_again_and_makes_one_account(scene: Scene, moment: str) -> None:
    (scene.stripe.fail_before if moment == "before" else scene.stripe.fail_after).append(DOWN)
    with pytest.raises(GatewayUnavailable):
        scene.open(scene.stripe_producer, None)
    (waiting,) = scene.accounts(scene.stripe_producer)
    assert (waiting.state, waiting.stripe_account_id) == (PayoutAccountState.PENDING, None)
    assert scene.refresh(waiting).state is PayoutAccountState.ACTIVE
    assert scene.open(scene.stripe_producer, None).id == waiting.id
    assert len(scene.stripe.accounts) == 1
    assert list(scene.stripe.by_key) == [f"account/{waiting.id}/1"]


def test_a_failure_that_stripe_keeps_is_asked_for_under_another_key(scene: Scene) -> None:
    scene.stripe.fail_before.append(GatewayUnavailable("create", "stored", is_replayed_failure=True))
    with pytest.raises(GatewayUnavailable):
        scene.open(scene.stripe_producer, None)
    account = scene.open(scene.stripe_producer, None)
    assert list(scene.stripe.by_key) == [f"account/{account.id}/2"]


def test_an_account_that_stripe_does_not_take_is_not_left_open(scene: Scene) -> None:
    scene.stripe.fail_before.append(GatewayRefused("create", "unsupported_country", "No."))
    with pytest.raises(GatewayRefused):
        scene.open(scene.stripe_producer, None)
    (refused,) = scene.accounts(scene.stripe_producer)
    assert refused.closed_at == NOW
    with pytest.raises(NoSuchPayoutAccount):
        link(scene, replace(refused, id="pac_nobody"))
    with pytest.raises(PayoutAccountClosed):
        link(scene, refused)
    assert scene.refresh(refused) == refused


def test_twenty_at_once_open_one_account(scene: Scene) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: scene.open(scene.stripe_producer, None).id, range(20)))
    assert len(set(opened)) == 1
    assert len(scene.stripe.accounts) == 1
    assert len(scene.accounts(scene.stripe_producer)) == 1


def test_stripe_writes_to_a_steward_and_without_one_it_is_not_asked(scene: Scene) -> None:
    do(scene, "update membership set ended_at = now()")
    with pytest.raises(NobodyToAsk):
        scene.open(scene.stripe_producer, None)
    assert scene.stripe.accounts == {}
    assert refresh_due_accounts(scene.database, scene.stripe, now=NOW) == 0


def test_an_account_closed_meanwhile_is_not_opened_at_stripe(scene: Scene) -> None:
    scene.stripe.fail_before.append(DOWN)
    with pytest.raises(GatewayUnavailable):
        scene.open(scene.stripe_producer, None)
    (waiting,) = scene.accounts(scene.stripe_producer)
    with pytest.raises(PayoutAccountNotAtStripe):
        link(scene, waiting)
    scene.close(waiting)
    assert scene.refresh(waiting).stripe_account_id is None
    with pytest.raises(NoSuchPayoutAccount):
        open_at_stripe(scene.database, scene.stripe, account_id=waiting.id, now=NOW)
    assert scene.stripe.accounts == {}


def test_an_answer_that_comes_late_replaces_no_later_one(scene: Scene) -> None:
    """Two callers had asked for the account; the slower one records what it was told before the other looked."""
    account = scene.open(scene.stripe_producer, None)
    scene.say(account, is_ready=False)
    stopped = scene.refresh(account)
    scene.say(account, is_ready=True)
    assert open_at_stripe(scene.database, scene.stripe, account_id=account.id, now=NOW) == stopped


def test_the_page_of_stripes_is_for_accounts_at_stripe(scene: Scene) -> None:
    account = scene.open(scene.stripe_producer, None)
    assert link(scene, account) == f"http://onboarding.test/{account.stripe_account_id}"
    with pytest.raises(NoSuchPayoutAccount):
        link(scene, replace(account, organisation_id=scene.bank_producer))
    with pytest.raises(PayoutAccountNotAtStripe):
        link(scene, scene.open(scene.bank_producer, BANK))


def test_a_banks_account_and_nobodys_need_no_look_at_stripe(scene: Scene) -> None:
    account = scene.open(scene.bank_producer, BANK)
    assert scene.refresh(account) == account
    with pytest.raises(NoSuchPayoutAccount):
        scene.refresh(replace(account, id=new_id("pac")))


def test_accounts_are_looked_after(scene: Scene) -> None:
    account = scene.open_unfinished()
    scene.open(scene.bank_producer, BANK)

    def due(after: timedelta) -> int:
        return refresh_due_accounts(scene.database, scene.stripe, now=NOW + after)

    assert due(timedelta(minutes=5)) == 0
    scene.say(account, is_ready=True)
    scene.stripe.fail_before.append(DOWN)
    assert due(timedelta(minutes=11)) == 0
    assert due(timedelta(minutes=11)) == 1
    assert scene.accounts(scene.stripe_producer)[0].state is PayoutAccountState.ACTIVE
    assert due(timedelta(hours=23)) == 0
    assert due(timedelta(hours=25)) == 1


def test_an_event_names_the_account_to_look_at(scene: Scene) -> None:
    account = scene.open(scene.stripe_producer, None)
    scene.say(account, is_ready=False)

    def heard(stripe_account_id: str | None) -> int:
        now = NOW + timedelta(seconds=1)
        return refresh_due_accounts(scene.database, scene.stripe, now=now, stripe_account_id=stripe_account_id)

    assert heard("acct_nobody") == 0
    assert heard(account.stripe_account_id) == 1
    assert scene.accounts(scene.stripe_producer)[0].state is PayoutAccountState.RESTRICTED


def test_an_account_that_is_cut_loose_is_paid_no_more_and_a_person_is_told(scene: Scene) -> None:
    account = scene.open(scene.stripe_producer, None)
    with scene.database.transaction() as session:
        assert mark_deauthorized(session, stripe_account_id="acct_1", now=NOW) == "account restricted"
        assert mark_deauthorized(session, stripe_account_id="acct_nobody", now=NOW) == "not an account of ours"
        alerts = list(session.execute(text("select kind, subject_id from alert")))
    assert [tuple(alert) for alert in alerts] == [("account_deauthorized", account.id)]
    assert scene.accounts(scene.stripe_producer)[0].state is PayoutAccountState.RESTRICTED


def test_rules_of_rails_loaded_twice_change_nothing(scene: Scene) -> None:
    with scene.database.transaction() as session:
        assert load_rail_rules(session, built_in_rules("FR")) == Loaded(0, 0, len(built_in_rules("FR")))
        rules = [RailRule("FR", "PE", PayoutRail.STRIPE_CONNECT, "test", False), *built_in_rules("US")]
        assert load_rail_rules(session, rules) == Loaded(len(rules), 0, 0)
        assert load_rail_rules(session, [replace(rules[0], is_confirmed=True)]) == Loaded(0, 1, 0)


def test_only_a_steward_who_has_just_signed_in_says_where_money_goes(scene: Scene) -> None:
    def require(*, session_id: str | None = scene.session_id, after: timedelta = timedelta()) -> None:
        with scene.database.reading() as session:
            require_steward(
                session,
                person_id=scene.person_id,
                session_id=session_id,
                organisation_id=scene.bank_producer,
                now=NOW + after,
            )

    require()
    for wrong in (lambda: require(session_id=None), lambda: require(after=timedelta(minutes=16))):
        with pytest.raises(SignInAgain):
            wrong()
    do(scene, "update membership set role = 'member'")
    with pytest.raises(StewardOnly):
        require()


def test_no_account_number_is_logged(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    scene.close(scene.open(scene.bank_producer, BANK))
    written = "".join(capsys.readouterr())
    assert "payout_account_opened" in written and "payout_account_closed" in written
    assert BANK.account_number not in written and "6789" not in written


def link(scene: Scene, account: AccountFact) -> str:
    return link_to_onboarding(
        scene.database,
        scene.stripe,
        organisation_id=account.organisation_id,
        account_id=account.id,
        storefront_url="http://shop.test",
    )


def do(scene: Scene, sql: str) -> None:
    with scene.database.transaction() as session:
        session.execute(text(sql))
