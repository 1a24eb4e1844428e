"""A registry small enough to know by heart: two producers, two federations, three schemes, a few products."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from certification.add_evidence import add_evidence
from certification.checklists.rules import NO_ANSWERS, Answers
from certification.decide_certificate import decide_certificate
from certification.draft_certificate import CertificateFacts, draft_certificate
from certification.grant_mandate import grant_mandate
from certification.permissions.grant_permission import grant_permission
from certification.permissions.queries import find_permission
from certification.permissions.rules import Permission
from certification.proposals.confirm_decision import confirm_decision
from certification.proposals.propose_decision import propose_decision
from certification.reasons.rules import REASONS
from certification.rules import Subject, needs_two
from certification.submit_certificate import submit_certificate
from gateways.files import FilesInMemory
from kit.database import Database
from kit.ids import new_id
from models.accounts import Person
from models.catalog import Category, Product
from models.certification import Scheme
from models.enums import (
    AssuranceClass,
    MemberRole,
    OrganisationKind,
    ProductionLine,
    ProductionRelation,
    ProductState,
    SubjectKind,
    VatClass,
    VerificationDecision,
    VerificationMethod,
)
from models.organisations import Membership, NetworkMembership, Organisation

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
REASON = "Read against the register; dates and products agree."
COLLEAGUES = {"lucia": "marta", "marta": "lucia", "kwame": "ama", "ama": "kwame"}
REASON_CODES = {decision: codes[0] for decision, codes in REASONS.items()}
PDF = b"%PDF-1.7\nA certificate."


class Registry:
    """Writes through the verbs; `ids` names what is there."""

    def __init__(self, database: Database):
        self.database = database
        self.files = FilesInMemory()
        self.ids: dict[str, str] = {}
        self._count = 0
        self._build()

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def _build(self) -> None:
        with self.database.transaction() as session:
            for name, kind, country in (
                ("coop", OrganisationKind.PRODUCER, "PE"),
                ("other", OrganisationKind.PRODUCER, "GH"),
                ("andes", OrganisationKind.FEDERATION, "PE"),
                ("baobab", OrganisationKind.FEDERATION, "GH"),
            ):
                is_producer = kind is OrganisationKind.PRODUCER
                row = Organisation(
                    slug=name,
                    kind=kind,
                    name=name.title(),
                    country=country,
                    line=ProductionLine.AGRARIAN if is_producer else None,
                    relation=ProductionRelation.AGRICULTURAL_COOP if is_producer else None,
                )
                session.add(row)
                self.ids[name] = row.id
            for name in ("farmer", "stranger", "lucia", "marta", "kwame", "ama"):
                person = Person(email=f"{name}@example.org", full_name=name.title())
                session.add(person)
                self.ids[name] = person.id
            session.flush()
            for person_name, organisation, role in (
                ("farmer", "coop", MemberRole.STEWARD),
                ("stranger", "other", MemberRole.STEWARD),
                ("lucia", "andes", MemberRole.VERIFIER),
                ("marta", "andes", MemberRole.VERIFIER),
                ("kwame", "baobab", MemberRole.VERIFIER),
                ("ama", "baobab", MemberRole.VERIFIER),
            ):
                self.join(session, person_name, organisation, role)
            for code, parent in (("food", None), ("coffee", "food"), ("honey", "food"), ("home", None)):
                session.add(
                    Category(code=code, parent_code=parent, labels={"en": code.title()}, vat_class=VatClass.FOOD)
                )
                session.flush()
            for code, certifies, timezone, pattern in (
                ("fairtrade", ["organisation", "site", "category", "product"], "Europe/Berlin", "[0-9]{3,8}"),
                ("organic", ["organisation", "category", "product", "ingredient"], "America/Lima", ""),
                ("guarantee", ["organisation"], "UTC", ""),
            ):
                scheme = Scheme(
                    code=code,
                    name=code.title(),
                    owner="Owner",
                    assurance_class=AssuranceClass.THIRD_PARTY,
                    certifies=certifies,
                    timezone=timezone,
                    number_pattern=pattern,
                )
                session.add(scheme)
                self.ids[code] = scheme.id
            for slug, producer, category in (
                ("espresso", "coop", "coffee"),
                ("blossom", "coop", "honey"),
                ("basket", "coop", "home"),
                ("cocoa", "other", "food"),
            ):
                product = Product(
                    slug=slug,
                    handle=slug,
                    producer_id=self[producer],
                    category_code=category,
                    name=slug.title(),
                    language="en",
                    origin_country="PE",
                    state=ProductState.PUBLISHED,
                )
                session.add(product)
                self.ids[slug] = product.id
            session.flush()
            for scheme_code in ("fairtrade", "organic", "guarantee"):
                for federation in ("andes", "baobab"):
                    mandate = grant_mandate(
                        session, federation_id=self[federation], scheme=scheme_code, granted_by=None, now=LONG_AGO
                    )
                    self.ids[f"{federation}:{scheme_code}"] = mandate.id

    def join(self, session, person: str, organisation: str, role: MemberRole = MemberRole.MEMBER) -> None:
        session.add(Membership(person_id=self[person], organisation_id=self[organisation], role=role))
        session.flush()

    def found(self, name: str, country: str) -> None:
        """One more producer, with nobody in it."""
        with self.database.transaction() as session:
            row = Organisation(
                slug=name,
                kind=OrganisationKind.PRODUCER,
                name=name.title(),
                country=country,
                line=ProductionLine.AGRARIAN,
                relation=ProductionRelation.AGRICULTURAL_COOP,
            )
            session.add(row)
            self.ids[name] = row.id

    def federate(self, network: str, member: str) -> None:
        """`member` belongs to `network`, and both agreed."""
        with self.database.transaction() as session:
            session.add(NetworkMembership(network_id=self[network], member_id=self[member], accepted_at=LONG_AGO))

    def subject(self, kind: SubjectKind, ref: str) -> Subject:
        """A subject by name; products and organisations by their id."""
        return Subject(kind, self.ids.get(ref, ref) if kind in {SubjectKind.PRODUCT, SubjectKind.ORGANISATION} else ref)

    def draft(
        self,
        scheme: str = "fairtrade",
        *,
        subjects: Sequence[tuple[SubjectKind, str]] = (),
        valid_from: date = date(2026, 1, 1),
        valid_to: date = date(2027, 6, 30),
        holder: str = "coop",
        person: str = "farmer",
        supersedes_id: str | None = None,
        number: str | None = None,
        now: datetime = NOW,
    ) -> str:
        self._count += 1
        facts = CertificateFacts(
            scheme,
            number or str(1000 + self._count),
            valid_from,
            valid_to,
            subjects=[self.subject(kind, ref) for kind, ref in subjects],
            supersedes_id=supersedes_id,
        )
        with self.database.transaction() as session:
            return draft_certificate(session, holder_id=self[holder], person_id=self[person], facts=facts, now=now).id

    def document(self, certificate_id: str, data: bytes = PDF, *, person: str = "farmer", now: datetime = NOW) -> str:
        return add_evidence(
            self.database,
            self.files,
            certificate_id=certificate_id,
            person_id=self[person],
            title="Certificate",
            data=data,
            now=now,
        ).id

    def submit(self, certificate_id: str, *, person: str = "farmer", now: datetime = NOW) -> None:
        with self.database.transaction() as session:
            submit_certificate(session, certificate_id=certificate_id, person_id=self[person], now=now)

    def submitted(self, scheme: str = "fairtrade", **facts) -> str:
        """A certificate with a document, handed in."""
        certificate_id = self.draft(scheme, **facts)
        person = facts.get("person", "farmer")
        self.document(certificate_id, person=person, now=facts.get("now", NOW))
        self.submit(certificate_id, person=person, now=facts.get("now", NOW))
        return certificate_id

    def decide(
        self,
        certificate_id: str,
        decision: VerificationDecision,
        *,
        verifier: str = "lucia",
        federation: str = "andes",
        now: datetime = NOW,
        effective_at: datetime | None = None,
        reason: str = REASON,
        recheck_due_on: date | None = None,
        answers: Answers = NO_ANSWERS,
    ) -> None:
        """One verifier's decision; where it takes two, a colleague confirms it at the same moment."""
        if needs_two(decision, effective_at=effective_at or now, now=now):
            proposal_id = self.propose(
                certificate_id,
                decision,
                verifier=verifier,
                federation=federation,
                now=now,
                effective_at=effective_at,
                reason=reason,
                recheck_due_on=recheck_due_on,
                answers=answers,
            )
            self.confirm(proposal_id, verifier=COLLEAGUES[verifier], now=now)
            return
        with self.database.transaction() as session:
            decide_certificate(
                session,
                certificate_id=certificate_id,
                federation_id=self.ids.get(federation, federation),
                verifier_id=self[verifier],
                decision=decision,
                method=VerificationMethod.REGISTER_LOOKUP,
                reason=reason,
                effective_at=effective_at or now,
                recheck_due_on=recheck_due_on,
                now=now,
                answers=answers,
                reason_code=REASON_CODES.get(decision),
            )

    def propose(
        self,
        certificate_id: str,
        decision: VerificationDecision,
        *,
        verifier: str = "lucia",
        federation: str = "andes",
        now: datetime = NOW,
        effective_at: datetime | None = None,
        reason: str = REASON,
        recheck_due_on: date | None = None,
        answers: Answers = NO_ANSWERS,
    ) -> str:
        with self.database.transaction() as session:
            return propose_decision(
                session,
                certificate_id=certificate_id,
                federation_id=self.ids.get(federation, federation),
                verifier_id=self[verifier],
                decision=decision,
                method=VerificationMethod.REGISTER_LOOKUP,
                reason=reason,
                effective_at=effective_at,
                recheck_due_on=recheck_due_on,
                now=now,
                answers=answers,
                reason_code=REASON_CODES.get(decision),
            ).id

    def confirm(self, proposal_id: str, *, verifier: str = "marta", now: datetime = NOW) -> None:
        with self.database.transaction() as session:
            confirm_decision(session, proposal_id=proposal_id, verifier_id=self[verifier], now=now)

    def let_permit(self) -> None:
        """From now on fairtrade knows a Permission to Trade of nine months."""
        told = '{"name": "Permission to Trade", "months": 9, "may_sell": true, "may_claim": false}'
        with self.database.transaction() as session:
            session.execute(
                text("update scheme set provisional = cast(:told as jsonb) where code = 'fairtrade'"), {"told": told}
            )

    def permit(
        self,
        certificate_id: str,
        last_day: date | None = None,
        *,
        verifier: str = "lucia",
        federation: str = "andes",
        reason: str = REASON,
        now: datetime = NOW,
    ) -> Permission:
        with self.database.transaction() as session:
            return grant_permission(
                session,
                certificate_id=certificate_id,
                federation_id=self[federation],
                verifier_id=self[verifier],
                reason=reason,
                last_day=last_day,
                now=now,
            )

    def may_sell(self, certificate_id: str, at: datetime = NOW) -> bool:
        """Whether the holder may sell by a permission at a moment."""
        with self.database.reading() as session:
            found = find_permission(session, certificate_id, at=at)
        return found is not None and found.may_sell

    def verified(self, scheme: str = "fairtrade", *, recheck_due_on: date | None = None, **facts) -> str:
        certificate_id = self.submitted(scheme, **facts)
        self.decide(
            certificate_id, VerificationDecision.VERIFY, now=facts.get("now", NOW), recheck_due_on=recheck_due_on
        )
        return certificate_id

    def claims(self, product: str, at: datetime = NOW) -> dict[str, str]:
        """What a product carries at a moment: scheme code to what it covers."""
        with self.database.reading() as session:
            rows = session.execute(
                text(
                    "select s.code, c.covers from product_claims(array[:id], :at) c join scheme s on s.id = c.scheme_id"
                ),
                {"id": self[product], "at": at},
            )
            return {row.code: row.covers for row in rows}

    def with_scheme(self, scheme: str, at: datetime = NOW) -> set[str]:
        """The slugs of all products that carry a claim of a scheme."""
        with self.database.reading() as session:
            rows = session.execute(
                text("select p.slug from products_with_scheme(:code, :at) c join product p on p.id = c.product_id"),
                {"code": scheme, "at": at},
            )
            return {row.slug for row in rows}

    def one(self, sql: str, **values: object) -> object:
        """A single value."""
        with self.database.reading() as session:
            return session.execute(text(sql), values).scalar_one()


SECOND = timedelta(seconds=1)
NOTHING = new_id("crt")
