"""The words of votes on a fund's money, what is said after an act, and what is refused."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


ROUND_WORDS: Mapping[str, Mapping[str, str]] = {
    "round_state": {
        "draft": N_("draft"),
        "announced": N_("announced"),
        "proposing": N_("open for proposals"),
        "voting": N_("open for votes"),
        "counting": N_("being counted"),
        "appeal": N_("counted; open for objections"),
        "tallied": N_("counted; waits for approval"),
        "approved": N_("approved"),
        "disbursing": N_("being paid"),
        "completed": N_("paid and proved"),
        "void": N_("decided nothing"),
    },
    "void_reason": {
        "taken_back": N_("It was taken back before voting began."),
        "nothing_proposed": N_("Nothing was proposed that could be voted on."),
        "quorum_not_met": N_("Too few voted."),
        "objection_upheld": N_("An objection was found to be right."),
        "not_approved": N_("Nobody put their names under the result in time."),
        "urn_differs": N_("There were not as many ballots as voters, and it could not be put right."),
    },
    "exclusion": {
        "dearer_than_budget": N_("It costs more than the whole budget, so it is not on the ballot."),
        "objection_upheld": N_("It was left out after an objection."),
    },
    "electorate": {
        "organisation": N_("The members of %(name)s"),
        "network": N_("Whoever belongs to %(name)s"),
        "buyers": N_("Whoever bought here in a certain time"),
        "producers": N_("All producers"),
        "federations": N_("All federations"),
    },
    "votes_by": {
        "person": N_("One person, one vote"),
        "organisation": N_("One organisation, one vote"),
    },
    "ballot": {
        "approval": N_("Mark what you are for."),
        "cumulative": N_("Share your points between the proposals."),
        "ordinal": N_("Put the proposals in your order: 1 is what you want most."),
    },
    "tally_rule": {
        "greedy": N_("By votes: the proposal with most votes first, as long as the money lasts"),
        "equalshares": N_("Equal Shares: every voter has the same part of the budget"),
        "equalshares/add1": N_(
            "Equal Shares: every voter has the same part of the budget, raised until nothing more fits"
        ),
    },
    "tie_break": {
        "lower_cost": N_("what costs less goes first"),
        "higher_cost": N_("what costs more goes first"),
        "more_votes": N_("what more people voted for goes first"),
        "id": N_("the lower number goes first"),
    },
    "objection_outcome": {
        "dismissed": N_("The result stands."),
        "recount": N_("The ballots are counted again without one proposal."),
        "void": N_("The result falls."),
    },
}

ROUND_NOTICES: Mapping[str, str] = {
    "round-drafted": N_("The draft is kept. Only stewards see it."),
    "round-announced": N_("The round is open to everybody. What it asks does not change any more."),
    "round-taken-back": N_("The round is taken back. Its money is free again."),
    "proposed-to-round": N_("The proposal stands in the round."),
    "proposal-withdrawn": N_("The proposal is withdrawn."),
    "voting-link-withdrawn": N_("The link is taken back."),
    "objected": N_("Your objection is there. It is answered before anything is paid."),
    "objection-answered": N_("The answer stands beside the objection."),
    "result-approved": N_("Your name stands under the result."),
    "grant-paid": N_("It is booked. Their next payout sends it."),
    "grant-proved": N_("Thank you. Everybody can read what became of the money."),
}

ROUND_REFUSALS: Mapping[str, str] = {
    "no_such_round": N_("There is no such vote, or it is not open to everybody yet."),
    "no_such_ballot": N_("No ballot here has this receipt."),
    "no_such_grant": N_("There is no such payment, or somebody else has to show what became of it."),
    "round_elsewhere": N_("The vote has moved on since you saw it."),
    "round_not_sensible": N_("A vote cannot be held like this: look at its times, its budget and who votes."),
    "proposal_not_sensible": N_("This cannot be proposed: there are too many, or nobody would get the money."),
    "fund_promised": N_("The fund has not so much that is still free."),
    "not_eligible": N_("This vote does not ask you."),
    "already_voted": N_("This vote has been cast. With its receipt you can change it."),
    "no_links_here": N_("No members of this organisation vote by links here, or you are not one of its stewards."),
    "no_such_voting_link": N_("There is no such voting link, or its vote is over."),
    "members_not_stated": N_("Say first how many members your organisation has: no more votes are given than that."),
    "more_than_members": N_("With these your organisation would have more votes than it says it has members."),
    "already_named": N_("Somebody of this name has a vote in this round already. Add a number to tell two apart."),
    "no_name": N_("Write at least one name."),
    "receipt_in_use": N_("Another ballot has this receipt."),
    "ballot_refused": N_("This cannot be counted: look at how many you chose, and at your points."),
    "already_objected": N_("You have objected to this result."),
    "objections_open": N_("An objection has not been answered yet."),
    "objection_answered": N_("The objection has been answered."),
    "answer_not_sensible": N_("For a recount, say which proposal is left out; one has to remain."),
    "already_approved": N_("You have approved this result. Another steward has to as well."),
    "grant_paid": N_("The money has gone out."),
    "votes_not_out": N_("The votes are published when voting has ended."),
}
