"""Tell who one's own organisation is, in several languages."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.coach.errors import UnprovableClaim
from certification.coach.review_product import review_producer
from certification.display import EU_COUNTRIES
from market.accounts.texts.errors import TextTooLong
from market.accounts.texts.queries import find_original_language
from market.accounts.texts.write_text import write_text
from models.enums import TranslationOrigin
from models.organisations import Organisation

_LONGEST = {"short_line": 200, "story": 5000, "premium_use": 2000}


def tell_story(
    session: Session,
    organisation: Organisation,
    *,
    field: str,
    lang: str,
    body: str,
    origin: TranslationOrigin,
    market_country: str,
    now: datetime,
) -> bool:
    """`short_line`, `story` or `premium_use` of a locked organisation in a language. False for no change.

    The first language in which a text is written is that of the original; what is written in it later stays the
    original, and every other language is a translation. Raises TextTooLong, HumanTranslationStands, and
    UnprovableClaim for what an EU market may not show.
    """
    if len(body) > _LONGEST[field]:
        raise TextTooLong(field, _LONGEST[field])
    original = find_original_language(session, entity_id=organisation.id, field=field)
    if original in (None, lang):
        origin = TranslationOrigin.ORIGINAL
    elif origin is TranslationOrigin.ORIGINAL:
        origin = TranslationOrigin.HUMAN
    if not write_text(session, entity_id=organisation.id, field=field, lang=lang, body=body, origin=origin, now=now):
        return False
    organisation.version += 1
    session.flush()
    if market_country in EU_COUNTRIES:
        found = review_producer(session, producer_id=organisation.id, at=now)
        findings = [each.as_facts() for each in found if each.lang == lang and each.field.endswith(field)]
        if findings:
            raise UnprovableClaim(findings)
    return True
