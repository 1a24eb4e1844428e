"""`python -m cli.market_runner` is `solifair run`."""

import typer

from cli.market_runner.command import run_market

typer.run(run_market)
