"""Who is who in the API's tests, and what each of them owns."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from certification.add_evidence import add_evidence
from certification.draft_certificate import CertificateFacts, draft_certificate
from certification.grant_mandate import grant_mandate
from certification.submit_certificate import submit_certificate
from gateways.files import FilesInMemory
from kit.clock import utc_now
from market.accounts.issue_api_key import issue_api_key
from market.accounts.sign_in import start_session
from market.orders.fill_cart import open_cart, put_line
from market.orders.reach import Reach
from market.payments.returns.ask_return import ask_return
from models.accounts import Passkey, Person
from models.certification import Scheme
from models.enums import AssuranceClass, MemberRole, OrganisationKind
from models.organisations import Membership, Organisation
from tests.shop import Shop


@dataclass
class Somebody:
    """A person with a session, and the ids of what is theirs."""

    token: str
    person_id: str
    session_id: str
    organisation_id: str = ""
    cart_id: str = ""
    order_id: str = ""
    parcel_id: str = ""
    sent_parcel_id: str = ""
    sent_line_id: str = ""
    return_id: str = ""
    product_id: str = ""
    draft_id: str = ""
    submitted_id: str = ""
    evidence_id: str = ""
    key_id: str = ""
    passkey_id: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class People:
    """`consumer`, `producer`, `verifier` and `operator`, and for each kind a stranger with things of their own."""

    shop: Shop
    consumer: Somebody
    other_consumer: Somebody
    producer: Somebody
    other_producer: Somebody
    verifier: Somebody
    other_verifier: Somebody
    operator: Somebody
    files: FilesInMemory

    @classmethod
    def gather(cls, shop: Shop, files: FilesInMemory) -> "People":
        with shop.database.transaction() as session:
            everybody = cls(
                shop=shop,
                consumer=_person(session, "camille"),
                other_consumer=_person(session, "kwame"),
                producer=_person(session, "rosa", shop.world.norandino_id, MemberRole.STEWARD),
                other_producer=_person(session, "akosua", shop.world.kuapa_id, MemberRole.STEWARD),
                verifier=_person(session, "lucia", shop.world.federation_id, MemberRole.VERIFIER),
                other_verifier=_person(session, "dan", _federation(session), MemberRole.VERIFIER),
                operator=_person(session, "ops", is_operator=True),
                files=files,
            )
            _draft(session, everybody)
            everybody._fill_carts(session)
            _find_products(session, everybody)
        _document_and_submit(everybody)
        everybody._buy()
        return everybody

    def moved(self, shop: Shop, files: FilesInMemory) -> "People":
        """The same people in a copy of their shop and of their files."""
        return replace(
            self,
            shop=shop,
            files=files,
            consumer=replace(self.consumer),
            other_consumer=replace(self.other_consumer),
            producer=replace(self.producer),
            other_producer=replace(self.other_producer),
            verifier=replace(self.verifier),
            other_verifier=replace(self.other_verifier),
            operator=replace(self.operator),
        )

    def all(self) -> dict[str, Somebody]:
        return {
            "consumer": self.consumer,
            "producer": self.producer,
            "verifier": self.verifier,
            "operator": self.operator,
        }

    def stranger_of(self, role: str) -> Somebody:
        """Somebody of the same kind, whose things are foreign to the first."""
        strangers = {"producer": self.other_producer, "verifier": self.other_verifier}
        return strangers.get(role, self.other_consumer)

    def _fill_carts(self, session: Session) -> None:
        now = utc_now()
        everyone = [*self.all().values(), self.other_consumer, self.other_producer, self.other_verifier]
        for somebody in everyone:
            opened = open_cart(
                session, person_id=somebody.person_id, country="FR", currency="EUR", locale="en", now=now
            )
            put_line(session, cart=opened.cart, variant_id=self.shop.coffee, quantity=1, now=now)
            somebody.cart_id = opened.cart.id
            issued = issue_api_key(
                session,
                person_id=somebody.person_id,
                label="test",
                scopes=["order:read"],
                known_scopes={"order:read"},
                expires_at=now + timedelta(days=1),
                now=now,
            )
            somebody.key_id = issued.key.id
            somebody.passkey_id = _passkey(session, somebody.person_id)

    def _buy(self) -> None:
        """A paid order of everybody's. One parcel of it is under way and shall come back, the other waits to be packed;
        a producer's own is the one that comes back."""
        everyone = [*self.all().values(), self.other_consumer, self.other_producer, self.other_verifier]
        with self.shop.database.transaction() as session:
            session.execute(text("update stock set on_hand = 100"))
        kuapa, norandino = self.other_producer, self.producer
        for somebody in everyone:
            sender = norandino if somebody is norandino else kuapa
            waiting = self._buy_for(somebody, sender.organisation_id)
            if somebody is self.consumer:
                norandino.parcel_id = waiting
            if somebody is norandino:
                kuapa.parcel_id = waiting

    def _buy_for(self, somebody: Somebody, sender_id: str) -> str:
        """Their order, of which `sender_id` has sent its parcel; the id of the parcel that waits."""
        placed = self.shop.place({self.shop.coffee: 2, self.shop.chocolate: 2}, person_id=somebody.person_id)
        self.shop.settle(placed.order_id)
        with self.shop.database.transaction() as session:
            lines = {line.producer_id: line for line in session.execute(_LINES, {"order_id": placed.order_id})}
            sent = lines.pop(sender_id)
            session.execute(_SHIP, {"parcel_id": sent.parcel_id, "now": utc_now()})
            asked = ask_return(
                session,
                order_id=placed.order_id,
                reach=Reach(somebody.person_id, None),
                parcel_id=sent.parcel_id,
                quantities={sent.id: 1},
                reason="It melted.",
                now=utc_now(),
            )
        somebody.order_id, somebody.return_id = placed.order_id, asked.id
        somebody.sent_parcel_id, somebody.sent_line_id = sent.parcel_id, sent.id
        (waiting,) = lines.values()
        return waiting.parcel_id


_LINES = text("select id, parcel_id, producer_id from order_line where order_id = :order_id")
_SHIP = text("update parcel set state = 'shipped', shipped_at = :now where id = :parcel_id")


def _person(
    session: Session,
    name: str,
    organisation_id: str = "",
    role: MemberRole = MemberRole.MEMBER,
    *,
    is_operator: bool = False,
) -> Somebody:
    person = Person(email=f"{name}@example.org", full_name=name.title(), is_operator=is_operator)
    session.add(person)
    session.flush()
    if organisation_id:
        session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=role))
        session.flush()
    started = start_session(session, person_id=person.id, agent="tests", now=utc_now())
    return Somebody(started.token, person.id, started.session.id, organisation_id)


def _passkey(session: Session, person_id: str) -> str:
    """One whose device nobody has."""
    passkey = Passkey(
        person_id=person_id, credential_id=person_id.encode(), public_key=b"nobody's", sign_count=0, name="Lost phone"
    )
    session.add(passkey)
    session.flush()
    return passkey.id


def _federation(session: Session) -> str:
    other = Organisation(slug="other", kind=OrganisationKind.FEDERATION, name="Other federation", country="GH")
    session.add(other)
    session.flush()
    return other.id


def _draft(session: Session, people: People) -> None:
    """A scheme that the first federation may verify in Peru and the other in Ghana; two drafts of each producer."""
    now = utc_now()
    session.add(
        Scheme(
            code="spp",
            name="Small Producers' Symbol",
            owner="FUNDEPPO",
            assurance_class=AssuranceClass.THIRD_PARTY,
            certifies=["producer", "product"],
            number_pattern="^SPP-[0-9]{4}$",
        )
    )
    session.flush()
    for verifier, country in ((people.verifier, "PE"), (people.other_verifier, "GH")):
        grant_mandate(
            session,
            federation_id=verifier.organisation_id,
            scheme="spp",
            countries=[country],
            granted_by=None,
            now=now,
        )
    for number, holder, field in (
        ("SPP-1000", people.producer, "draft_id"),
        ("SPP-1001", people.producer, "submitted_id"),
        ("SPP-1002", people.other_producer, "draft_id"),
        ("SPP-1003", people.other_producer, "submitted_id"),
    ):
        certificate = draft_certificate(
            session,
            holder_id=holder.organisation_id,
            person_id=holder.person_id,
            facts=CertificateFacts(
                scheme="spp",
                number=number,
                valid_from=now.date() - timedelta(days=10),
                valid_to=now.date() + timedelta(days=100),
            ),
            now=now,
        )
        setattr(holder, field, certificate.id)


def _document_and_submit(people: People) -> None:
    """One of each producer's certificates waits for its federation, with a document."""
    now = utc_now()
    for holder, verifier in ((people.producer, people.verifier), (people.other_producer, people.other_verifier)):
        evidence = add_evidence(
            people.shop.database,
            people.files,
            certificate_id=holder.submitted_id,
            person_id=holder.person_id,
            title="Certificate",
            data=b"%PDF-1.4 a certificate",
            now=now,
        )
        with people.shop.database.transaction() as session:
            submit_certificate(session, certificate_id=holder.submitted_id, person_id=holder.person_id, now=now)
        for somebody in (holder, verifier):
            somebody.submitted_id, somebody.evidence_id = holder.submitted_id, evidence.id


def _find_products(session: Session, people: People) -> None:
    for holder in (people.producer, people.other_producer):
        holder.product_id = session.execute(
            text("select id from product where producer_id = :id"), {"id": holder.organisation_id}
        ).scalar_one()
