"""Which refusals the audit log holds a row for. No clock, no session."""

# Of one person, kind of act and hour: more than anybody is refused by mistake.
_EACH = 20


def is_written(times: int) -> bool:
    """Whether the refusal that was the `times`-th gets a row: each of the first twenty, then each time their number has
    doubled, to 32, 64, 128 and on. A million in an hour are 35 rows."""
    return times <= _EACH or times & (times - 1) == 0
