"""Say a text in one more language."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.texts import queries
from market.accounts.texts.errors import HumanTranslationStands
from models.enums import TranslationOrigin


def write_text(
    session: Session,
    *,
    entity_id: str,
    field: str,
    lang: str,
    body: str,
    origin: TranslationOrigin,
    now: datetime,
) -> bool:
    """The text in this language from now on; False when it is there already.

    What is locked, and whether `lang` is the language the thing is written in, is the caller's to see to. Raises
    HumanTranslationStands for a machine's text where a person's is.
    """
    there = queries.find_text(session, entity_id=entity_id, field=field, lang=lang)
    if there is not None:
        if (there.body, there.origin) == (body, origin):
            return False
        if origin is TranslationOrigin.MACHINE and there.origin != TranslationOrigin.MACHINE:
            raise HumanTranslationStands(lang, field)
    queries.put_text(session, there, entity_id=entity_id, field=field, lang=lang, body=body, origin=origin, now=now)
    return True
