"""Whose an organisation's things are."""

from api.access import Caller
from api.deps import expect_id
from market.accounts.errors import NoSuchOrganisation


def own_organisation(caller: Caller, organisation_id: str) -> str:
    """The organisation, if the caller is in it now; a foreign one answers like a missing one."""
    if not caller.is_member_of(expect_id("org", organisation_id)):
        raise NoSuchOrganisation()
    return organisation_id
