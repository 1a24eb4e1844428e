"""Why the market cannot run here."""

from collections.abc import Sequence


class CannotRun(Exception):
    """One sentence on what is wrong, one on what to do about it, and the lines that prove it."""

    def __init__(self, problem: str, remedy: str = "", *, evidence: Sequence[str] = ()):
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy
        self.evidence = tuple(evidence)


class Stopped(BaseException):
    """Ctrl-C, or a request to terminate. Not an Exception, so that nothing mistakes it for a fault."""
