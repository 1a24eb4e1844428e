"""What cannot be answered from facts."""

from dataclasses import dataclass


@dataclass(eq=False)
class NotFollowed(Exception):
    """Facts were asked for as of an entry that nobody has followed the books to: call `catch_up` first."""

    as_of: int
    followed: int
