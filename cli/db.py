"""`solifair db`: the schema."""

import typer
from alembic import command
from alembic.config import Config

from cli.tools import complaints, console, settings_or_exit
from kit.database import MIGRATIONS, Database, schema_revisions

app = typer.Typer(help="The database's schema.", no_args_is_help=True)


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    configuration.attributes["database_url"] = settings_or_exit().owner_url
    return configuration


@app.command()
def upgrade(revision: str = "head") -> None:
    """Bring the schema up to this code."""
    command.upgrade(_configuration(), revision)
    console.print("The database is up to date.")


@app.command()
def downgrade(revision: str) -> None:
    """Take the schema back to a revision."""
    command.downgrade(_configuration(), revision)
    console.print(f"The database is at {revision}.")


@app.command()
def current() -> None:
    """Say where the schema stands; exit 1 when this code needs another."""
    database = Database(settings_or_exit().database_url, pool_size=1)
    with database.reading() as session:
        in_database, in_code = schema_revisions(session)
    database.close()
    if in_database != in_code:
        complaints.print(f"The database is at {in_database}, this code needs {in_code}: run `solifair db upgrade`.")
        raise typer.Exit(1)
    console.print(f"The database is at {in_database}, as this code needs.")
