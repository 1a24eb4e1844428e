"""The words of networks and of what organisations put on record."""

from collections.abc import Mapping


def N_(text: str) -> str:
    return text


NETWORK_WORDS: Mapping[str, Mapping[str, str]] = {
    "organisation_kind": {
        "producer": N_("Producer"),
        "federation": N_("Federation"),
        "network": N_("Network"),
    },
    "arena": {
        "civil_society": N_("In civil society"),
        "market": N_("In the market"),
        "state": N_("Before the state"),
    },
    "transition": {
        "conventional": N_("Conventional"),
        "converting": N_("Converting"),
        "alternative": N_("Alternative"),
    },
    "programme": {
        "fund": N_("A shared fund"),
        "campaign": N_("A campaign"),
        "trade_agreement": N_("A trade agreement"),
    },
    "income_group": {
        "low": N_("low income"),
        "lower_middle": N_("lower middle income"),
        "upper_middle": N_("upper middle income"),
        "high": N_("high income"),
        "unknown": N_("not classified"),
    },
    "standing": {
        "open": N_("still to come"),
        "late": N_("late"),
        "fulfilled": N_("fulfilled"),
        "fulfilled_late": N_("fulfilled, late"),
        "withdrawn": N_("taken back"),
    },
}
