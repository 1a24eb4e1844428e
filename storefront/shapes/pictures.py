"""Pictures, as a producer's desk shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class OwnPicture:
    """A picture and what became of it. `alt` is by language; `is_agreed`: nobody took their consent back."""

    id: str
    state: str
    refusal: str | None = None
    alt: Mapping[str, str] = field(default_factory=dict)
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()
    fetched_from: str | None = None
    consent_by: str | None = None
    consent_ends_on: str | None = None
    is_agreed: bool = True


@dataclass(frozen=True)
class OwnPictures:
    """A product's pictures in their order."""

    data: tuple[OwnPicture, ...] = ()

    def moved(self, picture_id: str, steps: int) -> list[str]:
        """The ids in the order in which this picture stands so many places further on."""
        ids = [one.id for one in self.data]
        if picture_id in ids:
            at = ids.index(picture_id)
            ids.insert(max(0, at + steps), ids.pop(at))
        return ids
