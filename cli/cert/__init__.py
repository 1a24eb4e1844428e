"""`solifair cert`: certificates at the shell."""

from cli.cert import deciding, objections, reading, work
from cli.cert.command import app

__all__ = ["app", "deciding", "objections", "reading", "work"]
