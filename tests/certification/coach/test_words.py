"""Which words a text may not use, which it may, and what it could say instead. No database."""

import csv
import re
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.coach.check_texts import MOST_FINDINGS, check_texts
from certification.coach.letters import fold
from certification.coach.lexicon import advice, lexicon, sentence
from certification.coach.rules import LANGUAGES, Covers, Finding, Proof, Rule, SpokenScheme, TextToCheck
from certification.schemes.read_schemes import read_schemes
from cli.demo.content import load_content

CATALOGUES = Path(__file__).parents[4] / "shared" / "data" / "catalogues"
SCHEMES = read_schemes()


def listed(code: str, fact: str) -> list[str]:
    found = SCHEMES[code].value(fact) or []
    assert isinstance(found, list)
    return [str(each) for each in found]


SPOKEN = [SpokenScheme(code, tuple(listed(code, "spoken_names"))) for code in SCHEMES]


def proof(code: str = "fairtrade", covers: Covers = Covers.WHOLE_PRODUCT, **changed: object) -> Proof:
    scheme = SCHEMES[code]
    facts = {
        "scheme": code,
        "scheme_name": str(scheme.value("name")),
        "proves": frozenset(listed(code, "proves")),
        "number": "4567",
        "holder": "Norandino",
        "valid_to": date(2027, 6, 30),
        "covers": covers,
        "verifier": "Andes Federation",
    }
    return Proof(**(facts | changed))  # type: ignore[arg-type]


def check(body: str, lang: str = "en", *proofs: Proof) -> list[Finding]:
    return check_texts([TextToCheck("description", lang, body)], proofs=proofs, schemes=SPOKEN)


def words(body: str, lang: str = "en", *proofs: Proof) -> list[str]:
    return [finding.words for finding in check(body, lang, *proofs)]


@pytest.mark.parametrize(
    ("lang", "body", "rule", "found"),
    [
        ("en", "Our eco-friendly, ECO FRIENDLY mug", Rule.GENERIC_CLAIM, ["eco-friendly", "ECO FRIENDLY"]),
        ("en", "A greener choice", Rule.GENERIC_CLAIM, ["greener choice"]),
        ("en", "Sustainable, biodegradable", Rule.GENERIC_CLAIM, ["Sustainable", "biodegradable"]),
        (
            "en",
            "All-natural and gentle on the environment",
            Rule.GENERIC_CLAIM,
            ["All-natural", "gentle on the environment"],
        ),
        ("en", "Not eco-friendly? Never!", Rule.GENERIC_CLAIM, ["eco-friendly"]),
        (
            "en",
            "eco\u00adfriendly, e\u200bco_friendly",
            Rule.GENERIC_CLAIM,
            ["eco\u00adfriendly", "e\u200bco_friendly"],
        ),
        ("en", "Climate\u2011neutral chocolate", Rule.OFFSET_NEUTRALITY, ["Climate\u2011neutral"]),
        ("en", "We offset our carbon", Rule.OFFSET_NEUTRALITY, ["offset our carbon"]),
        ("en", "It will be carbon neutral by 2030", Rule.FUTURE_CLAIM, ["will be carbon neutral by 2030"]),
        ("en", "Carries our own seal", Rule.LABEL_WITHOUT_SCHEME, ["our own seal"]),
        ("en", "CFC-free and cruelty-free", Rule.LEGAL_DUTY, ["CFC-free", "cruelty-free"]),
        ("en", "Fair-trade coffee, fairly traded", Rule.SOCIAL_CLAIM, ["Fair-trade", "fairly traded"]),
        ("en", "Organically grown", Rule.PROTECTED_ORGANIC, ["Organically grown"]),
        ("en", "B-Corp chocolate", Rule.SCHEME_WITHOUT_CLAIM, ["B-Corp"]),
        ("en", "With the SPP symbol", Rule.SCHEME_WITHOUT_CLAIM, ["SPP"]),
        ("fr", "Respectueux de l\u2019environnement", Rule.GENERIC_CLAIM, ["Respectueux de l\u2019environnement"]),
        ("fr", "Un café neutre en carbone", Rule.OFFSET_NEUTRALITY, ["neutre en carbone"]),
        ("fr", "Neutralité carbone d'ici 2030", Rule.FUTURE_CLAIM, ["Neutralité carbone d'ici 2030"]),
        ("fr", "Issu du commerce équitable", Rule.SOCIAL_CLAIM, ["commerce équitable"]),
        ("fr", "Café bio", Rule.PROTECTED_ORGANIC, ["bio"]),
        (
            "es",
            "Jabón sostenible, amigable con el medio ambiente",
            Rule.GENERIC_CLAIM,
            ["sostenible", "amigable con el medio ambiente"],
        ),
        ("es", "Café ECOLÓGICO", Rule.PROTECTED_ORGANIC, ["ECOLÓGICO"]),
        (
            "es",
            "Del comercio justo, sin trabajo infantil",
            Rule.SOCIAL_CLAIM,
            ["comercio justo", "sin trabajo infantil"],
        ),
        ("es", "Carbono neutral", Rule.OFFSET_NEUTRALITY, ["Carbono neutral"]),
        ("pt", "Embalagem biodegradável e sustentável", Rule.GENERIC_CLAIM, ["biodegradável", "sustentável"]),
        ("pt", "Amigo do ambiente", Rule.GENERIC_CLAIM, ["Amigo do ambiente"]),
        ("pt", "Comércio justo", Rule.SOCIAL_CLAIM, ["Comércio justo"]),
        ("pt", "Neutro em carbono", Rule.OFFSET_NEUTRALITY, ["Neutro em carbono"]),
        ("pt", "Café biológico", Rule.PROTECTED_ORGANIC, ["biológico"]),
        ("de", "Umweltfreundliche Tasse, nachhaltig", Rule.GENERIC_CLAIM, ["Umweltfreundliche", "nachhaltig"]),
        ("de", "Umweltverträgliches Papier", Rule.GENERIC_CLAIM, ["Umweltverträgliches"]),
        ("de", "Umweltvertraeglich", Rule.GENERIC_CLAIM, ["Umweltvertraeglich"]),
        ("de", "Klimaneutraler Versand", Rule.OFFSET_NEUTRALITY, ["Klimaneutraler"]),
        ("de", "Aus fairem Handel", Rule.SOCIAL_CLAIM, ["fairem Handel"]),
        ("de", "Ökologischer Anbau", Rule.PROTECTED_ORGANIC, ["Ökologischer"]),
        ("de", "Fairtrade-Kaffee", Rule.SCHEME_WITHOUT_CLAIM, ["Fairtrade"]),
    ],
)
def test_what_nothing_proves_is_found(lang: str, body: str, rule: Rule, found: list[str]) -> None:
    assert words(body, lang) == found
    assert {finding.rule for finding in check(body, lang)} == {rule}


@pytest.mark.parametrize(
    ("lang", "body"),
    [
        ("en", "Green tea, green coffee beans and an olive green scarf"),
        ("en", "Grown under shade trees at 1,800 m, dried in the sun; natural process, natural cotton"),
        ("en", "An unsustainable joke about ecologists; a fair price is paid in advance: 4.20 EUR a kilogram"),
        ("en", "Organic shapes, organic lines. Coffea spp. A durable, equitable spread of colours."),
        ("en", "Our bio: two sisters from Piura. The bodice echoes."),
        ("es", "Té verde, café verde, materia orgánica en el suelo"),
        ("fr", "Café vert du Pérou. Une anse durable. Le naturel de la laine."),
        ("pt", "Vinho verde, lã natural"),
        ("de", "Grüner Tee, eine grüne Jacke; fair geht vor"),
        ("qu", "Sumaq café"),
        ("en", ""),
    ],
)
def test_what_is_no_promise_is_left_alone(lang: str, body: str) -> None:
    assert words(body, lang) == []


DISGUISES = {
    "combining marks": "eco\u0301\u20dd-frien\u0336d\u0488ly",
    "a blank of braille": "eco\u2800friendly",
    "fillers within words": "e\u115fco-fr\u1160ien\u3164dly\uffa0",
    "letters that show nothing": "eco\u2060-\u034ffri\ufff0end\U000e0041ly\u2065",
    "a control character": "eco-\x01friendly",
    "Cyrillic": "\u0435\u0441\u043e-f\u0433iendl\u0443",
    "Greek": "\u03b5c\u03bf-fr\u03b9e\u03b7dl\u03b3",
    "Greek capitals": "\u0395C\u039f-FR\u0399E\u039dDL\u03a5",
    "Armenian, Cherokee and Lisu": "\u13ac\u13df\u0555-\ua4dd\ua4e3\ua4f2\ua4f0\ua4e0dly",
    "full width": "\uff45\uff43\uff4f\uff0d\uff46riendly",
    "small capitals": "\u1d07\u1d04\u1d0f-friendly",
    "mathematical letters": "\U0001d41e\U0001d41c\U0001d428-friendly",
    "letters in boxes and circles": "\U0001f174\u24d2\U0001f15e-friendl\u24e8",
    "strokes": "ec\u00f8-friend\u0142y",
    "numbered references": "&#101;co&#x2d;friendl&#121;",
    "named references": "eco&nbsp;friendly",
    "a reference without its end": "eco&nbspfriendly",
} | {
    f"joined by {joint!r}": f"eco{joint}friendly"
    for joint in ["*", "/", ".", "\u00b7", ",", "_", " / ", "**", " \u2022 ", "|", "+"]
}


@pytest.mark.parametrize("body", DISGUISES.values(), ids=DISGUISES.keys())
def test_no_disguise_hides_a_promise_and_it_is_quoted_as_it_was_written(body: str) -> None:
    (found,) = check(f"Our \u00e9 &amp; {body} mug")
    assert (found.rule, found.words.rstrip("\uffa0\u2065")) == (Rule.GENERIC_CLAIM, body.rstrip("\uffa0\u2065"))


@pytest.mark.parametrize("body", ["\u0405\u0420\u0420", "S\u200bPP", "&#x53;PP", "\uff33\uff30\uff30"])
def test_no_disguise_hides_an_acronym(body: str) -> None:
    assert words(f"With the {body} symbol") == [body]
    assert words(f"Coffea {body.lower()}") == []


@pytest.mark.parametrize("letter", ["\u200b", "\u115f", "\u1160", "\u3164", "\u2800", "\uffa0"])
def test_a_letter_that_may_show_a_gap_is_read_as_both(letter: str) -> None:
    assert words(f"cli{letter}mate neutral") == [f"cli{letter}mate neutral"]
    assert words(f"climate{letter}neutral") == [f"climate{letter}neutral"]


@pytest.mark.parametrize(
    "body",
    [
        "The beans are green. Products of Piura.",
        "A tea that is green, products of Piura",
        "R&D; AT&T, salt &amp; pepper, 3 &lt; 4, fish&chips",
        "Кофе из Перу, рост и сорт",
        "Καφές από το Περού",
        "커피, コーヒー, कॉफ़ी",
    ],
)
def test_what_only_looks_like_a_disguise_is_left_alone(body: str) -> None:
    assert words(body) == []


@pytest.mark.parametrize("lang", ["", "qu", "en", "de-AT"])
def test_every_language_is_read_whatever_a_text_says_of_itself(lang: str) -> None:
    assert words("umweltfreundlich, respetuoso con el medio ambiente", lang) == [
        "umweltfreundlich",
        "respetuoso con el medio ambiente",
    ]


def test_a_certificate_proves_its_own_subject_and_no_other() -> None:
    assert words("Fair trade, organic, sustainable", "en", proof()) == ["organic", "sustainable"]
    assert words("Café ecológico y sostenible", "es", proof("eu_organic")) == ["sostenible"]
    assert words("Free of child labour", "en", proof("goodweave")) == []
    assert words("Fair trade", "en", proof("rainforest_alliance")) == ["Fair trade"]


def test_a_schemes_name_needs_that_schemes_claim() -> None:
    assert words("Fairtrade", "en", proof()) == []
    assert words("Fairtrade, fair trade", "en", proof("wfto_gs", Covers.ENTERPRISE)) == ["Fairtrade"]
    assert words("Rainforest Alliance", "en", proof("rainforest_alliance")) == []


def test_a_finding_says_all_that_is_needed() -> None:
    (found,) = check("Un café durable pour la planète", "fr-CA", proof())
    assert (found.rule, found.article, found.lang) == (Rule.GENERIC_CLAIM, "Annex I, point 4a", "fr")
    assert (found.field, found.words) == ("description", "durable pour la planète")
    assert found.suggestion == (
        "Ce produit est couvert par Fairtrade International, certified by FLOCERT : numéro 4567, titulaire Norandino, "
        "valable jusqu'au 30/06/2027, vérifié par Andes Federation."
    )
    assert check("Ecological", "en")[0].suggestion == ""


def test_the_nearest_proof_that_lasts_longest_is_offered() -> None:
    near = proof(number="2", valid_to=date(2027, 1, 1))
    longer = proof(number="3", valid_to=date(2028, 1, 1))
    house = proof("wfto_gs", Covers.ENTERPRISE, number="4", valid_to=date(2030, 1, 1))
    assert "number 3" in check("eco-friendly", "en", house, near, longer)[0].suggestion


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("covers", list(Covers))
@pytest.mark.parametrize("code", sorted(SCHEMES))
def test_what_is_offered_is_itself_proven(lang: str, covers: Covers, code: str) -> None:
    offered = proof(code, covers, holder="{number} & Co", verifier="Andes")
    said = sentence(offered, lang)
    assert check(said, lang, offered) == []
    assert all(part in said for part in ("4567", "{number} & Co", "2027", offered.scheme_name))


def test_every_rule_has_its_article_and_advice_that_promises_nothing() -> None:
    assert set(advice()) == set(Rule)
    for said in advice().values():
        assert said.article and set(said.texts) == set(LANGUAGES)


def test_every_phrase_is_found_by_its_first_letters() -> None:
    for head, sought in lexicon().items():
        assert re.fullmatch(r"\w\w", head) and fold(head).letters == head
        for phrase in sought.phrases:
            assert not re.match(r"(?:\(\?:)?\w\w?[?*{]", phrase.pattern.pattern), phrase


TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            "eco",
            "-",
            " ",
            "friendly",
            "é",
            "\u0301",
            "ß",
            "İ",
            "ﬁ",
            "climate",
            "neutral",
            "Fairtrade",
            "\u200b",
            "½",
            "_",
            "&nbsp;",
            "&#101;",
            "\u3164",
            "\u0435",
            "\u20dd",
            "/",
        ]
    ),
    max_size=20,
).map("".join)


@given(TEXTS, st.sampled_from(["", "en", "es", "pt", "fr", "de", "xx"]))
def test_whatever_a_text_holds_the_places_are_those_of_the_words(body: str, lang: str) -> None:
    last = 0
    for finding in check(body, lang):
        assert body[finding.start : finding.end] == finding.words != ""
        assert last <= finding.start < finding.end <= len(body)
        last = finding.end


@pytest.mark.parametrize(
    "body",
    [
        "bio " * 5000,
        "we offset " + "all " * 5000,
        "eco-" * 5000,
        "werden " * 3000,
        "a" * 20_000,
        "eco\u3164&#101;" * 2500,
    ],
)
def test_a_text_made_to_be_slow_is_not(body: str) -> None:
    began = time.process_time()
    assert len(check(body, "de")) <= MOST_FINDINGS
    assert time.process_time() - began < 3


@given(st.text(max_size=200))
def test_folding_keeps_the_order_of_places(body: str) -> None:
    folded = fold(body)
    assert len(folded.letters) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)


@given(st.sampled_from(["eco-friendly", "climate neutral", "sostenible", "klimaneutral"]), st.text(max_size=30))
def test_a_promise_between_blanks_is_never_missed(words_: str, around: str) -> None:
    found = {finding.words for finding in check(f"{around} . {words_} . {around}")}
    assert any(words_ in each for each in found)


def test_the_demos_own_words_are_proven() -> None:
    """Every product of the demo can be put on sale in the EU with the words it has."""
    content = load_content()
    for producer in content.producers:
        of_it = [
            proof(one.scheme) for one in producer.certificates if one.state == "verified" and one.scheme in SCHEMES
        ]
        texts = [TextToCheck("story", story.lang, story.text) for story in producer.story]
        for product in producer.products:
            for words_ in (product.name, product.description):
                texts += [TextToCheck(product.slug, lang, body) for lang, body in words_.items()]
        assert check_texts(texts, proofs=of_it, schemes=SPOKEN) == []


@pytest.mark.skipif(not CATALOGUES.exists(), reason="the catalogues are not here")
def test_real_catalogues_have_few_promises_and_each_is_one() -> None:
    found = set()
    limit = csv.field_size_limit(sys.maxsize)
    try:
        for file in CATALOGUES.glob("*.csv"):
            for row in csv.reader(file.read_text(encoding="utf-8-sig").splitlines()):
                for cell in row:
                    found |= {finding.words.lower() for finding in check(cell, "")}
    finally:
        csv.field_size_limit(limit)
    assert found <= {"biodegradable", "organic"}
