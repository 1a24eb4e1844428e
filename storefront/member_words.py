"""What is said after an act about who may act for an organisation."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


MEMBER_NOTICES: Mapping[str, str] = {
    "member-role": N_("The role is changed. It holds from now on."),
    "member-off": N_("Taken off. They can do nothing here any more."),
    "member-left": N_("You have left the organisation."),
    "invitation-withdrawn": N_("The link opens nothing any more."),
    "joined": N_("You belong to the organisation now."),
}

MEMBER_REFUSALS: Mapping[str, str] = {
    "no_such_member": N_("That person does not belong to the organisation any more."),
    "no_such_invitation": N_("This invitation opens nothing: it is used, withdrawn, too old, or not complete."),
    "last_steward": N_("Somebody must remain who may say who belongs here. Make another person a steward first."),
    "has_that_role": N_("That is their role already."),
    "role_not_given": N_("Stewards make members and stewards. Who verifies is named by the market."),
    "too_many_invitations": N_("Too many invitations are open. Withdraw one first."),
}
