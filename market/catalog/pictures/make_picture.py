"""Turn what was brought, or lies at an address, into the sizes that are shown. A worker does this, never a request."""

from dataclasses import dataclass
from datetime import datetime

from gateways.fetching import Fetcher, FetchFailed, FetchFault
from gateways.files import Files
from gateways.pictures import MadePicture, PictureNotMade, Pictures
from kit.database import Database, Session
from market.catalog.pictures import making_queries, queries
from market.catalog.pictures.quota_queries import count_kept_beside
from market.catalog.pictures.rules import (
    LARGEST_BYTES,
    LOST_AFTER,
    MOST_ATTEMPTS,
    QUOTA,
    PictureQuota,
    bytes_refusal,
    pause_after,
)
from models.catalog import Media
from models.enums import PictureFormat, PictureRefusal, PictureState
from models.pictures import MediaRendition

_REFUSAL_OF = {
    FetchFault.NOT_ALLOWED: PictureRefusal.ADDRESS_NOT_ALLOWED,
    FetchFault.REFUSES: PictureRefusal.ADDRESS_REFUSES,
    FetchFault.NO_ANSWER: PictureRefusal.ADDRESS_DOES_NOT_ANSWER,
    FetchFault.TOO_LARGE: PictureRefusal.TOO_LARGE,
}


@dataclass(frozen=True)
class PictureDoors:
    """What making a picture needs of the world."""

    fetcher: Fetcher
    pictures: Pictures
    files: Files


@dataclass(frozen=True)
class _Work:
    """A picture to be made: `path` of what was brought, or `url` of what is to be fetched."""

    id: str
    attempts: int
    path: str | None
    url: str


def make_picture(
    database: Database, doors: PictureDoors, *, media_id: str, now: datetime, quota: PictureQuota = QUOTA
) -> PictureState | None:
    """Fetch the picture if need be and make its sizes; the state it is in then, None when there is none any more.

    Twice does nothing the second time. What does not answer stays queued and is asked for again later; what cannot
    become a picture is refused with its reason. When this process dies, the sweep finds the picture again.
    """
    with database.transaction() as session:
        work = _begin(session, media_id, now=now)
    if isinstance(work, _Work):
        try:
            path = work.path or _fetch(database, doors, work, quota=quota, now=now)
            if path is not None:
                _make(database, doors, work.id, path, now=now)
        except FetchFailed as failed:
            _put_off_or_refuse(database, work, failed, now=now)
        except PictureNotMade as refused:
            _refuse(database, work.id, refused.why)
    with database.reading() as session:
        return queries.find_state(session, media_id)


def _begin(session: Session, media_id: str, *, now: datetime) -> _Work | None:
    """Count the attempt before it is made: one that kills us counts too."""
    picture = queries.lock_picture(session, media_id)
    if picture is None or picture.state != PictureState.QUEUED:
        return None
    url = queries.find_address(session, media_id)
    if picture.attempts >= MOST_ATTEMPTS or (picture.path is None and url is None):
        is_here = picture.path is not None
        _end_refused(picture, PictureRefusal.TOO_HARD if is_here else PictureRefusal.ADDRESS_DOES_NOT_ANSWER)
        session.flush()
        return None
    picture.attempts += 1
    picture.ask_again_at = now + LOST_AFTER
    session.flush()
    return _Work(picture.id, picture.attempts, picture.path, url or "")


def _fetch(database: Database, doors: PictureDoors, work: _Work, *, quota: PictureQuota, now: datetime) -> str | None:
    """Keep what lies at the address; None when its owner has the same picture already.

    Raises FetchFailed, PictureNotMade.
    """
    data = doors.fetcher.fetch(work.url, largest=LARGEST_BYTES)
    if (why := bytes_refusal(data)) is not None:
        raise PictureNotMade(why)
    with database.reading() as session:
        if not quota.has_room(count_kept_beside(session, work.id), size_bytes=len(data)):
            raise PictureNotMade(PictureRefusal.OVER_QUOTA)
    stored = doors.files.put(data, suffix="")
    with database.transaction() as session:
        picture = making_queries.lock_all_of(session, work.id)
        if picture is None or picture.state != PictureState.QUEUED:
            return None
        twin = queries.find_twin(session, owner_id=picture.owner_id, sha256=stored.sha256)
        if twin is not None and twin.id != picture.id:
            making_queries.merge_into_twin(session, media_id=picture.id, twin_id=twin.id)
            queries.show_faces_with(session, twin.id, now=now)
            return None
        picture.path, picture.sha256, picture.size_bytes = stored.path, stored.sha256, stored.size
        picture.attempts = 1
        session.flush()
    return stored.path


def _make(database: Database, doors: PictureDoors, media_id: str, path: str, *, now: datetime) -> None:
    """Make the sizes, or take them from a picture of the same bytes. Raises PictureNotMade."""
    with database.transaction() as session:
        picture = making_queries.lock_all_of(session, media_id)
        if picture is None or picture.state != PictureState.QUEUED:
            return
        if (made_before := making_queries.find_made(session, picture.sha256)) is not None:
            making_queries.copy_sizes(session, from_id=made_before.id, to_id=media_id)
            _end_ready(session, picture, made_before, now=now)
            return
    made = doors.pictures.make(doors.files.get(path))
    sizes = [_stored(doors.files, media_id, made, place) for place in range(len(made.sizes))]
    with database.transaction() as session:
        picture = making_queries.lock_all_of(session, media_id)
        if picture is None or picture.state != PictureState.QUEUED:
            return
        queries.insert_sizes(session, sizes)
        largest = made.sizes[-1]
        facts = making_queries.MadeBefore(
            media_id,
            made.media_type,
            largest.width,
            largest.height,
            [size.width for size in made.sizes if size.format is PictureFormat.WEBP],
            made.colour,
        )
        _end_ready(session, picture, facts, now=now)


def _stored(files: Files, media_id: str, made: MadePicture, place: int) -> MediaRendition:
    size = made.sizes[place]
    stored = files.put(size.data, suffix=f".{size.format}")
    return MediaRendition(
        media_id=media_id,
        format=size.format,
        width=size.width,
        height=size.height,
        size_bytes=stored.size,
        sha256=stored.sha256,
        path=stored.path,
    )


def _end_ready(session: Session, picture: Media, made: making_queries.MadeBefore, *, now: datetime) -> None:
    picture.state = PictureState.READY
    picture.ask_again_at = None
    picture.media_type = made.media_type
    picture.width, picture.height = made.width, made.height
    picture.widths = made.widths
    picture.colour = made.colour
    session.flush()
    queries.show_faces(session, queries.list_pictured(session, picture.id), now=now)


def _end_refused(picture: Media, why: PictureRefusal) -> None:
    picture.state = PictureState.REFUSED
    picture.refusal = why
    picture.ask_again_at = None


def _put_off_or_refuse(database: Database, work: _Work, failed: FetchFailed, *, now: datetime) -> None:
    pause = pause_after(work.attempts) if failed.may_heal else None
    if pause is None:
        _refuse(database, work.id, _REFUSAL_OF[failed.fault])
        return
    with database.transaction() as session:
        picture = queries.lock_picture(session, work.id)
        if picture is not None and picture.state == PictureState.QUEUED:
            picture.ask_again_at = now + pause
            session.flush()


def _refuse(database: Database, media_id: str, why: PictureRefusal) -> None:
    with database.transaction() as session:
        picture = queries.lock_picture(session, media_id)
        if picture is not None and picture.state == PictureState.QUEUED:
            _end_refused(picture, why)
            session.flush()
