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


def find_original_language(session: Session, *, entity_id: str, field: str) -> str | None:
    """The language a text was first written in, where no column of the thing holds it."""
    found = select(col(Translation.lang)).where(
        col(Translation.entity_id) == entity_id,
        col(Translation.field) == field,
        col(Translation.origin) == TranslationOrigin.ORIGINAL,
    )
    return session.execute(found.limit(1)).scalar_one_or_none()


def list_texts(session: Session, entity_id: str) -> list[Translation]:
    """What is said of a thing, in every language that is not its own column."""
    found = select(Translation).where(col(Translation.entity_id) == entity_id)
    return list(session.execute(found.order_by(col(Translation.lang), col(Translation.field))).scalars())
