"""The movable clock: real time plus an offset that only grows."""

import time


class Clock:
    def __init__(self, offset: float = 0.0):
        self.offset = offset

    def time(self) -> float:
        """Seconds since 1970, with fractions."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move forward; raises ValueError for a step back, which would un-happen things."""
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        self.offset += seconds


def wall_time() -> int:
    """The real time: signatures carry it, since the receiver checks them against its own clock."""
    return int(time.time())
