"""What the person at the terminal sees: one line per step with its seconds, and at the end the addresses."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from cli.market_runner.choices import Choices
from cli.market_runner.errors import CannotRun
from cli.market_runner.links import SignInLink


class Screen:
    """Writes to `console`; times are since the screen was made."""

    def __init__(self, console: Console):
        self._console = console
        self._began = time.monotonic()

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Say what is being done while it is done, and how long it took once it is."""
        began = time.monotonic()
        with self._console.status(f"{doing} …"):
            yield
        self._console.print(f"[green]✓[/green] {doing} [dim]{time.monotonic() - began:.1f} s[/dim]", highlight=False)

    def say(self, text: str) -> None:
        self._console.print(text, highlight=False)

    def refuse(self, refusal: CannotRun) -> None:
        """The evidence first, so that the sentence is the last thing read."""
        for line in refusal.evidence:
            self._console.print(f"  [dim]{escape(line)}[/dim]", highlight=False, soft_wrap=True)
        self._console.print(f"[red]✗[/red] {escape(str(refusal))}", highlight=False, soft_wrap=True)

    def box(self, choices: Choices, links: Sequence[SignInLink]) -> None:
        """The addresses and the one-click sign-in links."""
        rows = Table.grid(padding=(0, 2))
        for name, address in (
            ("Shop", choices.storefront_url),
            ("API", f"{choices.api_url}/docs"),
            ("Simulated Stripe", choices.sandbox_url),
        ):
            rows.add_row(f"[bold]{name}[/bold]", address)
        rows.add_row("", "")
        rows.add_row("[bold]Stop[/bold]", "Ctrl-C; everything is kept for the next start")
        took = time.monotonic() - self._began
        rows.add_row("[dim]Ready[/dim]", f"[dim]after {took:.1f} s. No money moves: Stripe is simulated here.[/dim]")
        self._console.print(Panel(rows, title="Solifair", border_style="green", expand=False), highlight=False)
        if links:
            self._console.print("One click signs you in, in this demo only:")
        # Outside the box: a terminal narrower than a link would break it, and then it could not be clicked.
        for link in links:
            self._console.print(f"  [bold]{escape(link.role)}[/bold] · {escape(link.name)}", highlight=False)
            self._console.print(f"  {escape(link.url)}", highlight=False, soft_wrap=True)
        if choices.is_open_to_others:
            self._console.print(
                f"[yellow]Whoever can reach {choices.host} can use these links: keep it off the internet.[/yellow]"
            )
