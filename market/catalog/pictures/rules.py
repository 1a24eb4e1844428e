"""What a picture must be, as pure decisions. No clock, no session."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from models.enums import PictureFormat, PictureRefusal

LARGEST_BYTES = 10 * 1024 * 1024
MOST_PER_PRODUCT = 20
LONGEST_ALT = 300
LONGEST_ADDRESS = 2000
# A picture that is not made by then was lost, with its task or its worker.
LOST_AFTER = timedelta(minutes=10)
# An address that does not answer is asked again after each of these, and then no more.
_PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
# A picture that kills whoever opens it, with or without a refusal, is not opened for ever.
MOST_ATTEMPTS = 1 + len(_PAUSES)

_MARKUP = re.compile(rb"^\s*(<\?xml|<!doctype|<!--|<svg|<html)", re.IGNORECASE)
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


@dataclass(frozen=True)
class KeptPictures:
    """How many pictures a producer has here, and how many bytes they were when they were brought."""

    pictures: int
    size_bytes: int


@dataclass(frozen=True)
class PictureQuota:
    """How many pictures a producer may have here, and how many bytes of them in all."""

    most_pictures: int
    most_bytes: int

    def has_room(self, kept: KeptPictures, *, size_bytes: int = 0) -> bool:
        """Whether one more, of so many bytes, may be kept beside these."""
        return kept.pictures < self.most_pictures and kept.size_bytes + size_bytes <= self.most_bytes


QUOTA = PictureQuota(most_pictures=20_000, most_bytes=10 * 1024**3)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after this many attempts that may yet succeed; None when they were enough."""
    return _PAUSES[attempts - 1] if attempts <= len(_PAUSES) else None


def kept_address(url: str) -> str:
    """The address as it can be stored: itself, unless nobody could fetch it anyway."""
    plain = "".join(letter for letter in url if letter.isprintable())
    return plain.encode("utf-8", "ignore")[:LONGEST_ADDRESS].decode("utf-8", "ignore")


def address_refusal(url: str) -> PictureRefusal | None:
    """Why an address is refused as it is written; where it leads is only known when it is fetched."""
    if kept_address(url) != url or any(letter.isspace() for letter in url):
        return PictureRefusal.ADDRESS_NOT_ALLOWED
    try:
        parts = urlsplit(url)
        has_host, port = bool(parts.hostname), parts.port
    except ValueError:
        return PictureRefusal.ADDRESS_NOT_ALLOWED
    has_credentials = parts.username is not None or parts.password is not None
    is_allowed = parts.scheme in {"http", "https"} and has_host and port != 0 and not has_credentials
    return None if is_allowed else PictureRefusal.ADDRESS_NOT_ALLOWED


def bytes_refusal(data: bytes) -> PictureRefusal | None:
    """Why these bytes need not be opened at all. What passes may still turn out to be no picture."""
    if len(data) > LARGEST_BYTES:
        return PictureRefusal.TOO_LARGE
    if data.startswith(_BEGINNINGS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return None
    if data[4:8] == b"ftyp" and data[8:12] in {b"avif", b"avis", b"mif1", b"msf1"}:
        return None
    if _MARKUP.match(data[:200].removeprefix(b"\xef\xbb\xbf")):
        return PictureRefusal.FORMAT_NOT_TAKEN
    return PictureRefusal.NOT_A_PICTURE


def clean_alt(alt: Mapping[str, str]) -> dict[str, str]:
    """The texts that say something, on one line each and not longer than 300 letters."""
    tidied = {lang: " ".join(words.split())[:LONGEST_ALT] for lang, words in alt.items()}
    return {lang: words for lang, words in tidied.items() if words}


def format_for(accept: str) -> PictureFormat:
    """What a browser is given that says what it accepts: AVIF when it names it, else WebP, which all of them show."""
    named = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return PictureFormat.AVIF if "image/avif" in named else PictureFormat.WEBP
