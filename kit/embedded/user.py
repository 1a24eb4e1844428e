"""As whom PostgreSQL runs. It refuses root, and root is what a container or a build machine often is."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kit.embedded.errors import EmbeddedServiceError

_NOBODY_ID = 65534
_INSTALL_PARTS = ("bin", "lib", "share")


@dataclass(frozen=True)
class RunAs:
    """How to start a program of PostgreSQL's.

    As ourselves; or, being root, behind `prefix`: a user namespace in which root is called nobody, so that files stay
    root's and a checkout below /root works; or, where namespaces are forbidden, as the real user `nobody_id`.
    """

    prefix: tuple[str, ...] = ()
    nobody_id: int | None = None

    @property
    def before_exec(self) -> Callable[[], None]:
        """To be called in the child, between fork and exec."""
        user = self.nobody_id

        def change_user() -> None:
            if user is not None:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)

        return change_user


def choose_user(data_dir: Path) -> RunAs:
    """As whom to run on `data_dir`; data written as the real nobody stays with that user."""
    if os.getuid() != 0:
        return RunAs()
    nobody = nobody_id()
    if not (data_dir.exists() and data_dir.stat().st_uid == nobody) and _namespaces_work():
        return RunAs(prefix=_UNSHARE)
    return RunAs(nobody_id=nobody)


_UNSHARE = ("unshare", "--user", f"--map-user={_NOBODY_ID}", f"--map-group={_NOBODY_ID}")


@lru_cache(maxsize=1)
def _namespaces_work() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*_UNSHARE, "true"], capture_output=True, check=False).returncode == 0


def nobody_id() -> int:
    """The number of the user nobody."""
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return _NOBODY_ID


def give_to(user: int, *folders: Path) -> None:
    """Make `folders`, and what is in them, the property of `user`. Raises when `user` could not reach one of them."""
    for folder in folders:
        blocked = _blocked_ancestor(folder, user)
        if blocked is not None:
            raise EmbeddedServiceError(
                f"Root may not run PostgreSQL, user namespaces are not allowed here, and the user nobody cannot enter "
                f"{blocked}.",
                "Run as another user, move the checkout, or set SOLIFAIR_DATABASE_URL to a server of your own.",
            )
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, user, follow_symlinks=False)


def reachable_programs(user: int, programs: Path, run_dir: Path) -> Path:
    """`programs`, or a copy of the installation around it in `run_dir` when `user` cannot enter `programs`."""
    if _blocked_ancestor(programs / "postgres", user) is None:
        return programs
    copy = run_dir / "pginstall"
    if not (copy / "complete").exists():
        for part in _INSTALL_PARTS:
            if (programs.parent / part).is_dir():
                shutil.copytree(programs.parent / part, copy / part, symlinks=True, dirs_exist_ok=True)
        (copy / "complete").touch()
    return copy / programs.name


def _blocked_ancestor(path: Path, user: int) -> Path | None:
    """The first directory above `path` that `user` may not enter, from the root down."""
    for folder in reversed(path.resolve().parents):
        facts = folder.stat()
        if not facts.st_mode & (stat.S_IXUSR if facts.st_uid == user else stat.S_IXOTH):
            return folder
    return None
