"""SQL of pictures."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.catalog import Media


def find_picture(session: Session, picture_id: str) -> Media | None:
    return session.execute(select(Media).where(col(Media.id) == picture_id)).scalar_one_or_none()
