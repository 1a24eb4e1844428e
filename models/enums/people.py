"""The words of people, organisations and what they stand for."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    PRODUCER = "producer"
    FEDERATION = "federation"
    NETWORK = "network"
    MARKET = "market"


class ProductionLine(StrEnum):
    """The three parallel lines of relations of production; none ranks above another."""

    AGRARIAN = "agrarian"
    ENTERPRISE = "enterprise"
    INDIGENOUS_COLLECTIVE = "indigenous_collective"


class ProductionRelation(StrEnum):
    """Where on its line an organisation stands; descriptive, never a score."""

    LANDLESS_WORKERS = "landless_workers"
    FAMILY_FARMERS = "family_farmers"
    AGRICULTURAL_COOP = "agricultural_coop"
    SELF_EMPLOYED = "self_employed"
    SMALL_LOCAL_BUSINESS = "small_local_business"
    HIGH_ROAD_BUSINESS = "high_road_business"
    WORKER_COOP = "worker_coop"
    COLLECTIVE = "collective"
    COMMUNITY_BUSINESS = "community_business"
    INDIGENOUS_COLLECTIVIST = "indigenous_collectivist"


class MemberRole(StrEnum):
    """What a person is in an organisation."""

    MEMBER = "member"
    STEWARD = "steward"
    VERIFIER = "verifier"


class GrantedRole(StrEnum):
    """What one operator proposes for somebody and another agrees to."""

    OPERATOR = "operator"
    VERIFIER = "verifier"


class TranslationOrigin(StrEnum):
    ORIGINAL = "original"
    HUMAN = "human"
    MACHINE = "machine"


class SolidarityKind(StrEnum):
    """Overlapping but distinct; a report never adds the three into one number."""

    VALUES = "values"
    ANTI_OPPRESSION = "anti_oppression"
    VISION = "vision"


class ConsentSubject(StrEnum):
    """What of an organisation the public sees only while somebody who may say so agrees."""

    MEMBERS_TOTAL = "members_total"
    MEMBERS_BY_GENDER = "members_by_gender"
    FAMILIES_TOTAL = "families_total"
    PHOTO = "photo"


class TokenPurpose(StrEnum):
    SIGN_IN_LINK = "sign_in_link"
    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  # the name of a purpose
    INVITATION = "invitation"


class ActorKind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"
