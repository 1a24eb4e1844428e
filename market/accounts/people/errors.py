"""Refusals about what people may do."""

from typing import ClassVar

from kit.errors import Conflict, NotFound


class NoSuchPerson(NotFound):
    """There is no such person."""

    code: ClassVar[str] = "no_such_person"


class NotOnOneself(Conflict):
    """Nobody locks themselves out, and nobody gives themselves a role."""

    code: ClassVar[str] = "not_on_oneself"


class LastOperator(Conflict):
    """Somebody must be left who can run the market."""

    code: ClassVar[str] = "last_operator"


class PersonLocked(Conflict):
    """This person is locked out."""

    code: ClassVar[str] = "person_locked"


class PersonNotLocked(Conflict):
    """This person is not locked out."""

    code: ClassVar[str] = "person_not_locked"


class RoleHeld(Conflict):
    """This person has the role already, or it has been proposed for them."""

    code: ClassVar[str] = "role_held"


class RoleNotHeld(Conflict):
    """This person does not have the role."""

    code: ClassVar[str] = "role_not_held"


class NoSuchVerifyingOrganisation(NotFound):
    """A verifier verifies for a federation or a network; there is none of this id."""

    code: ClassVar[str] = "no_such_verifying_organisation"


class NoSuchRoleProposal(NotFound):
    """There is no such proposal."""

    code: ClassVar[str] = "no_such_role_proposal"


class RoleProposalDecided(Conflict):
    """This proposal has been decided."""

    code: ClassVar[str] = "role_proposal_decided"


class SecondOperatorNeeded(Conflict):
    """Another operator than who proposed it has to agree."""

    code: ClassVar[str] = "second_operator_needed"
