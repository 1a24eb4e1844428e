"""SQL of texts in other languages."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.enums import TranslationOrigin
from models.organisations import Translation


def find_text(session: Session, *, entity_id: str, field: str, lang: str) -> Translation | None:
    """What a field says in a language, locked."""
    found = select(Translation).where(
        col(Translation.entity_id) == entity_id, col(Translation.field) == field, col(Translation.lang) == lang
    )
    return session.execute(found.with_for_update()).scalar_one_or_none()


def put_text(
    session: Session,
    there: Translation | None,
    *,
    entity_id: str,
    field: str,
    lang: str,
    body: str,
    origin: TranslationOrigin,
    now: datetime,
) -> None:
    """Write the text in the place of `there`, or as a new one."""
    text = there or Translation(entity_id=entity_id, field=field, lang=lang, body=body, origin=origin)
    text.body, text.origin, text.created_at = body, origin, now
    session.add(text)
    session.flush()
