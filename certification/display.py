"""How a claim may be shown in a market, and who vouches for it, in words.

In the European Union a sustainability label, social ones included, must come from a public authority or rest on a
scheme that passes four tests (Directive 2005/29/EC art. 2(r) as amended by Directive (EU) 2024/825): open to all,
requirements made with experts, a procedure for non-compliance with withdrawal, monitoring by an independent third
party. A test nobody has answered is not passed. Whatever fails may still be told in plain text, unless the scheme's
data says that not even its name may be shown there: then nothing carries it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.enums import AssuranceClass

_MEMBER_STATES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU_COUNTRIES = frozenset(_MEMBER_STATES.split())


class Display(StrEnum):
    """What may be shown of a scheme: its label, its name in plain text, or nothing at all."""

    LOGO = "logo"
    TEXT = "text"
    NONE = "none"


_FROM_LEAST = (Display.NONE, Display.TEXT, Display.LOGO)
EU = "EU"


@dataclass(frozen=True)
class SchemeFacts:
    """Who vouches, and the four tests; None is a test without an answer.

    `limits`: by country, where less may be shown than the rules let.
    """

    assurance_class: AssuranceClass
    is_open_to_all: bool | None
    has_expert_requirements: bool | None
    has_withdrawal_procedure: bool | None
    has_independent_monitoring: bool | None
    limits: Mapping[str, Display] = field(default_factory=dict, kw_only=True)


def display_of(scheme: SchemeFacts, market_country: str) -> Display:
    """Whether the scheme's label may be shown to buyers in this country (ISO 3166 alpha-2), only words, or nothing.

    Outside the EU the label of anybody but the producer may be shown; what one says of oneself is never a label. A
    limit takes away and never gives: it cannot make a label of what the rules let be words.
    """
    allowed = _allowed(scheme, market_country)
    return min(allowed, scheme.limits.get(market_country, allowed), key=_FROM_LEAST.index)


def by_country(limits: Mapping[str, Display]) -> dict[str, Display]:
    """The limits of a scheme's file, country by country: `EU` stands for each member state that has none of its own."""
    union = dict.fromkeys(sorted(EU_COUNTRIES), limits[EU]) if EU in limits else {}
    return union | {place: display for place, display in limits.items() if place != EU}


def _allowed(scheme: SchemeFacts, market_country: str) -> Display:
    if scheme.assurance_class is AssuranceClass.PUBLIC_AUTHORITY:
        return Display.LOGO
    if scheme.assurance_class is AssuranceClass.SELF_DECLARED:
        return Display.TEXT
    if market_country not in EU_COUNTRIES:
        return Display.LOGO
    tests = (
        scheme.is_open_to_all,
        scheme.has_expert_requirements,
        scheme.has_withdrawal_procedure,
        scheme.has_independent_monitoring,
    )
    return Display.LOGO if all(test is True for test in tests) else Display.TEXT


_TEXTS: Mapping[AssuranceClass, Mapping[str, str]] = {
    AssuranceClass.PUBLIC_AUTHORITY: {
        "en": "Certified under public law; an authority supervises the checks.",
        "fr": "Certifié selon le droit public ; une autorité surveille les contrôles.",
        "es": "Certificado según el derecho público; una autoridad supervisa los controles.",
        "pt": "Certificado pelo direito público; uma autoridade supervisiona os controles.",
    },
    AssuranceClass.THIRD_PARTY: {
        "en": "Checked by a certification body independent of producer and buyer.",
        "fr": "Contrôlé par un organisme indépendant du producteur et de l'acheteur.",
        "es": "Controlado por un organismo independiente del productor y del comprador.",
        "pt": "Verificado por um organismo independente do produtor e do comprador.",
    },
    AssuranceClass.MIXED_PEER_AUDIT: {
        "en": "Self-assessment, an approved auditor and visits by peers together.",
        "fr": "Auto-évaluation, auditeur agréé et visites de pairs, ensemble.",
        "es": "Autoevaluación, auditor aprobado y visitas de pares, en conjunto.",
        "pt": "Autoavaliação, auditor aprovado e visitas de pares, em conjunto.",
    },
    AssuranceClass.SECOND_PARTY: {
        "en": "Checked by the network it belongs to, not by an independent third party.",
        "fr": "Contrôlé par le réseau dont il fait partie, non par un tiers indépendant.",
        "es": "Controlado por la red a la que pertenece, no por un tercero independiente.",
        "pt": "Verificado pela rede a que pertence, não por um terceiro independente.",
    },
    AssuranceClass.PARTICIPATORY: {
        "en": "Producers and buyers visit and vouch for one another.",
        "fr": "Producteurs et acheteurs se rendent visite et se portent garants.",
        "es": "Productores y compradores se visitan y se avalan entre sí.",
        "pt": "Produtores e compradores visitam-se e respondem uns pelos outros.",
    },
    AssuranceClass.SELF_DECLARED: {
        "en": "Declared by the producer; its papers were seen, nobody certifies it.",
        "fr": "Déclaré par le producteur ; ses papiers ont été vus, personne ne le certifie.",
        "es": "Declarado por el productor; sus papeles se vieron, nadie lo certifica.",
        "pt": "Declarado pelo produtor; os papéis foram vistos, ninguém o certifica.",
    },
}


def assurance_text(assurance_class: AssuranceClass, lang: str) -> str:
    """Who vouches, in one sentence of `lang` (en, fr, es or pt; English otherwise)."""
    texts = _TEXTS[assurance_class]
    return texts.get(lang, texts["en"])
