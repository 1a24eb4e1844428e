"""ESSGlobal, the vocabulary of the social solidarity economy: its concepts by code, whatever namespace names them.

Labels are those of the vocabulary (CC BY 3.0, RIPESS ESSGlobal and the Solidarity Economy Association).
"""

import re
from collections.abc import Mapping

TERMS = "http://purl.org/essglobal/vocab/"
CONCEPTS = "http://purl.org/essglobal/standard/"
# One vocabulary has had three addresses; real lists use all of them.
_CONCEPT = re.compile(
    r"^https?://(?:purl\.org/essglobal/standard"
    r"|w3id\.solidarityeconomy\.coop/essglobal/V2a(?:/standard)?"
    r"|dev\.lod\.coop/essglobal/2\.1/standard)/([a-z-]+)/([A-Za-z0-9]+)/?$"
)

SCHEMES: Mapping[str, Mapping[str, str]] = {
    "legal-form": {
        "L1": "Informal group",
        "L2": "Cooperative",
        "L3": "Company",
        "L4": "Non-profit organisation",
        "L5": "Social enterprise",
    },
    "organisational-structure": {
        "OS10": "Community group (formal or informal)",
        "OS20": "Not-for-profit organisation",
        "OS30": "Social enterprise",
        "OS40": "Charity",
        "OS50": "Company (other)",
        "OS60": "Workers co-operative",
        "OS70": "Housing co-operative",
        "OS80": "Consumer/user co-operative",
        "OS90": "Producer co-operative",
        "OS100": "Multi-stakeholder co-operative",
        "OS110": "Secondary co-operative",
        "OS115": "Co-operative",
        "OS120": "Community Interest Company",
        "OS130": "Community Benefit Society / Industrial and Provident Society",
        "OS140": "Employee trust",
        "OS150": "Self-employed",
        "OS160": "Unincorporated",
        "OS170": "Mutual",
        "OS180": "National apex",
        "OS190": "National sectoral federation or union",
        "OS200": "Regional, state or provincial level federation or union",
        "OS210": "Cooperative group",
        "OS220": "Government agency/body",
        "OS230": "Supranational",
        "OS240": "Cooperative of cooperatives / mutuals",
    },
    "base-membership-type": {
        "BMT10": "Consumers/users",
        "BMT20": "Producers",
        "BMT30": "Workers",
        "BMT40": "Multi-stakeholders",
        "BMT50": "Residents",
        "BMT60": "Others",
    },
    "activities-ica": {
        "ICA10": "Agriculture",
        "ICA20": "Dairy",
        "ICA30": "Forestry",
        "ICA40": "Irrigation",
        "ICA50": "Fishing",
        "ICA60": "Artisans",
        "ICA70": "Construction",
        "ICA80": "Industry",
        "ICA90": "Manufacturing",
        "ICA100": "Mining",
        "ICA110": "Professional",
        "ICA120": "Service",
        "ICA130": "Tourism",
        "ICA140": "Financial services",
        "ICA150": "Insurance",
        "ICA160": "Education",
        "ICA170": "Health",
        "ICA180": "Community",
        "ICA190": "Social",
        "ICA200": "Social service",
        "ICA210": "Housing",
        "ICA220": "Transport",
        "ICA230": "Utilities",
        "ICA240": "Retail",
        "ICA250": "Production",
        "ICA260": "Wholesale and retail trade",
        "ICA270": "Education / health / social work",
        "ICA280": "Other services",
        "ICA290": "All",
    },
}


def concept(address: str) -> str | None:
    """`activities-ica/ICA10` of an address in any of the three namespaces; None for what the vocabulary has not."""
    match = _CONCEPT.match(address.strip())
    if match is None or match[2] not in SCHEMES.get(match[1], {}):
        return None
    return f"{match[1]}/{match[2]}"


def labelled(scheme: str, label: str) -> str | None:
    """The concept of a scheme that is called so, letter case aside."""
    wanted = label.strip().casefold()
    return next((f"{scheme}/{code}" for code, name in SCHEMES[scheme].items() if name.casefold() == wanted), None)


def known(scheme: str, code: str | None) -> str | None:
    """The concept of a code of ours, if the vocabulary has it."""
    return f"{scheme}/{code}" if code in SCHEMES[scheme] else None


def label_of(name: str) -> str:
    """What a concept such as `activities-ica/ICA10` is called, in English."""
    scheme, _, code = name.partition("/")
    return SCHEMES[scheme][code]
