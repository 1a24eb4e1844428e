"""`solifair cert`: certificates at the shell."""

from cli.cert import deciding, reading
from cli.cert.command import app

__all__ = ["app", "deciding", "reading"]
