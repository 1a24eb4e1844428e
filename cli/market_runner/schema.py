"""Whether a database has the schema that this code needs."""

from sqlalchemy.exc import OperationalError, ProgrammingError

from cli.market_runner.errors import CannotRun
from kit.database import Database, schema_revisions


def require_current(database_url: str) -> None:
    """Raise CannotRun, with what to do, when the database does not answer or its schema is another."""
    try:
        in_database, in_code = _revisions(database_url)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise CannotRun(
            f"SOLIFAIR_DATABASE_URL does not answer: {reason}.", "Is it running, and is the address right?"
        ) from None
    except ProgrammingError:
        raise CannotRun("The database has no schema yet.", "Run `make migrate`, or start with --migrate.") from None
    if in_database != in_code:
        raise CannotRun(
            f"The database is at migration {in_database}, this code needs {in_code}.",
            "Run `make migrate`, or start with --migrate; if the database is ahead, run the newer Solifair.",
        )


def is_current(database_url: str) -> bool:
    """Whether there is nothing to migrate."""
    try:
        in_database, in_code = _revisions(database_url)
    except (OperationalError, ProgrammingError):
        return False
    return in_database == in_code


def _revisions(database_url: str) -> tuple[str, str]:
    database = Database(database_url, pool_size=1)
    try:
        with database.reading() as session:
            return schema_revisions(session)
    finally:
        database.close()
