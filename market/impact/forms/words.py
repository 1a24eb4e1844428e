"""The words that stand around the figures. `N_` marks a text for the translators; it is said where it is shown."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


TITLE = N_("Solidarity-impact statement")
OF_MARKET = N_("The whole market: {name}")

OWN: Mapping[str, str] = {
    "order": N_("One order"),
    "shopper": N_("Your own purchases"),
}

HEADINGS: Mapping[str, str] = {
    "about": N_("About"),
    "period": N_("Days (UTC)"),
    "issuer": N_("Issued by"),
    "made": N_("Made"),
    "method": N_("Method"),
    "as_of": N_("Knows the books up to entry"),
    "orders": N_("Orders covered"),
    "producers": N_("Producers named"),
    "entries": N_("Entries of the books"),
    "not_counted": N_("Not counted"),
    "supersedes": N_("Takes the place of"),
    "figures": N_("The figures"),
    "withheld": N_("Withheld: {why}"),
    "not_given": N_("Not given"),
    "formula": N_("Formula"),
    "how": N_("How it is computed"),
    "evidence": N_("Evidence"),
    "coverage": N_("Covers"),
    "compare": N_("What others published; methods differ"),
    "part": N_("Part"),
    "amount": N_("Amount"),
    "counted_orders": N_("Orders"),
    "limits": N_("What this does not show"),
    "corrections": N_("Other than in the statement before"),
    "was": N_("was {value}"),
    "verify": N_("Check it yourself"),
    "inputs_hash": N_("Hash of what went in"),
    "document": N_("The document that counts"),
    "hash": N_("SHA-256 of the document"),
    "page": N_("Page"),
    "bar": N_("Who got what, as a bar: {parts}"),
    "other": N_("other, see the list"),
}

COVERS = N_("covers too little: {covered} %, where {least} % are asked for")
# Texts that documents hold beside those of the methodology.
IN_DOCUMENTS = (
    N_("orders that were not paid, and money that fitted no order"),
    N_("paid in another currency"),
    N_("not stated"),
    N_("producers with fewer than 5 orders"),
    N_("cells with fewer than 5 orders"),
)

EVIDENCE: Mapping[str, str] = {
    "measured": N_("measured in the books"),
    "reported": N_("reported by the organisation"),
    "estimated": N_("estimated"),
    "modelled": N_("modelled"),
}

UNITS: Mapping[str, str] = {
    "orders": N_("orders"),
    "days": N_("days"),
    "order lines": N_("order lines"),
    "members": N_("members"),
    "families": N_("families"),
    "producers": N_("producers"),
    "rounds": N_("rounds"),
}

CODES: Mapping[str, str] = {
    # Lines of the continuum and what kinds of work stand on them.
    "agrarian": N_("From the land: farmers and their co-operatives"),
    "enterprise": N_("From the workshop: worker-owned and small enterprises"),
    "indigenous_collective": N_("From the community: indigenous and collective production"),
    "landless_workers": N_("Landless workers"),
    "family_farmers": N_("Family farmers"),
    "agricultural_coop": N_("Agricultural co-operative"),
    "self_employed": N_("Self-employed"),
    "small_local_business": N_("Small local business"),
    "high_road_business": N_("Business on good terms with its workers"),
    "worker_coop": N_("Workers’ co-operative"),
    "collective": N_("Collective"),
    "community_business": N_("Community business"),
    "indigenous_collectivist": N_("Indigenous collective"),
    # Organisational structures of ESSGlobal.
    "OS10": N_("Community group"),
    "OS20": N_("Not-for-profit organisation"),
    "OS30": N_("Social enterprise"),
    "OS40": N_("Charity"),
    "OS50": N_("Company"),
    "OS60": N_("Workers’ co-operative"),
    "OS80": N_("Consumer co-operative"),
    "OS90": N_("Producers’ co-operative"),
    "OS100": N_("Co-operative of several groups"),
    "OS110": N_("Co-operative of co-operatives"),
    "OS115": N_("Co-operative"),
    "OS150": N_("Self-employed"),
    "OS160": N_("Unincorporated"),
    "OS170": N_("Mutual"),
    # Classes of assurance.
    "public_authority": N_("a public authority answers for the checks"),
    "third_party": N_("an independent third party checks"),
    "mixed_peer_audit": N_("peers and auditors check together"),
    "second_party": N_("the scheme’s own people check"),
    "participatory": N_("producers and consumers check each other"),
    "self_declared": N_("the organisation says so itself; nobody checked"),
}
