"""`solifair fund`: votes on a budget, counted without a database, network or settings; and funds' money."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from cli.fund_money import charge, open_new, receive
from cli.tools import complaints, console, print_table
from market.fund.tally.count_votes import count_votes
from market.fund.tally.fingerprint import fingerprint
from market.fund.tally.pabulib.compare_with_record import Comparison, compare_with_record
from market.fund.tally.pabulib.document import Document
from market.fund.tally.pabulib.methods import UnknownMethod, method_of, words_of
from market.fund.tally.pabulib.read_pabulib import read_pabulib
from market.fund.tally.result_document import result_document
from market.fund.tally.rules.add1 import Progress
from market.fund.tally.rules.method import (
    Completion,
    EqualShares,
    Greedy,
    Method,
    Misfit,
    Order,
    TieBreak,
    Utility,
)
from market.fund.tally.rules.result import Ended, Result
from market.fund.tally.sentence.rules import amount, part, why
from models.enums import TallyRule

app = typer.Typer(help="Funds: votes on a budget, what comes in, what running them costs.", no_args_is_help=True)
app.command("open")(open_new)
app.command("pay-in")(receive)
app.command("charge")(charge)

_ENDED = {
    Ended.NOT_RAISED: "and nothing is added.",
    Ended.ALL_WON: "and every project that can win has won.",
    Ended.EXHAUSTED: "and no other project fits.",
    Ended.WOULD_OVERSPEND: "and one more would cost {next_spent}.",
}


@dataclass(frozen=True)
class _Asked:
    """What the options say; None where they say nothing."""

    rule: TallyRule | None
    order: Order | None
    misfit: Misfit | None
    utility: Utility | None
    completion: Completion | None
    tie_break: tuple[TieBreak, ...] | None


@app.command()
def tally(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="An election in Pabulib's format")
    ],
    rule: Annotated[TallyRule | None, typer.Option(help="Default: what the file says")] = None,
    order: Annotated[Order | None, typer.Option(help="Of a greedy count")] = None,
    misfit: Annotated[Misfit | None, typer.Option(help="What a greedy count does at what does not fit")] = None,
    utility: Annotated[Utility | None, typer.Option(help="What Equal Shares takes a point to be worth")] = None,
    completion: Annotated[Completion | None, typer.Option(help="What Equal Shares does about money left")] = None,
    tie_break: Annotated[
        str | None, typer.Option(help=f"{', '.join(TieBreak)}: in this order, with commas; at last by id")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with exact amounts and reasons by name")] = False,
) -> None:
    """Count an election, say of every project why it won or lost, and compare with what its file records."""
    with complaints.status("Reading …") as status, file.open("rb") as data:
        document = read_pabulib(data)
        asked = _Asked(rule, order, misfit, utility, completion, None if tie_break is None else _criteria(tie_break))
        method, election = _method(document, asked), document.election

        def tell(progress: Progress) -> None:
            share, spent = part(election, progress.share), amount(election, progress.spent)
            status.update(f"{share} for each voter; winners for {spent} of {amount(election, progress.budget)}")

        result = count_votes(election, method, tell)
    comparison = compare_with_record(document, result)
    if as_json:
        print(json.dumps(result_document(result) | {"record": _record(comparison)}, indent=2, ensure_ascii=False))
    else:
        _show(result, comparison)


def _method(document: Document, asked: _Asked) -> Method:
    """The file's own method, with what is asked for instead. Raises typer.BadParameter."""
    method = _rule(document, asked.rule)
    if asked.tie_break is not None:
        method = replace(method, tie_break=asked.tie_break)
    if isinstance(method, Greedy):
        if asked.utility or asked.completion:
            raise typer.BadParameter("a greedy count has neither --utility nor --completion")
        return replace(method, order=asked.order or method.order, misfit=asked.misfit or method.misfit)
    if asked.order or asked.misfit:
        raise typer.BadParameter("Equal Shares has neither --order nor --misfit")
    return replace(method, utility=asked.utility or method.utility, completion=asked.completion or method.completion)


def _rule(document: Document, rule: TallyRule | None) -> Method:
    """The rule as the file has it; as is usual, where the file has another or none."""
    try:
        recorded = method_of(document.facts)
    except UnknownMethod as error:
        if rule is None:
            raise typer.BadParameter(f"{error}; say which", param_hint="--rule") from None
        recorded = Greedy()
    wanted = {None: type(recorded), TallyRule.GREEDY: Greedy, TallyRule.EQUAL_SHARES: EqualShares}[rule]
    return recorded if isinstance(recorded, wanted) else wanted()


def _criteria(text: str) -> tuple[TieBreak, ...]:
    """Raises typer.BadParameter."""
    try:
        return tuple(TieBreak(word.strip()) for word in text.split(",") if word.strip())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--tie-break") from None


def _record(comparison: Comparison) -> dict[str, object]:
    return {
        "has_winners": comparison.has_winners,
        "is_same": comparison.is_same,
        "only_recorded": list(comparison.only_recorded),
        "only_counted": list(comparison.only_counted),
        "counted_otherwise": list(comparison.counted_otherwise),
    }


def _show(result: Result, comparison: Comparison) -> None:
    election = result.election
    table = Table("", "project", "title", "cost", "votes", "why", box=None)
    rest = [decision for decision in result.decisions if not decision.is_won]
    for decision in (*result.winners, *sorted(rest, key=lambda decision: -decision.support.score)):
        mark = "[green]✓[/green]" if decision.is_won else "[red]·[/red]"
        project = decision.project
        numbers = (amount(election, project.cost), str(decision.support.score))
        table.add_row(mark, escape(project.id), escape(project.title), *numbers, escape(why(election, decision, "en")))
    print_table(table)
    for sentence in _sentences(result, comparison):
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def _sentences(result: Result, comparison: Comparison) -> list[str]:
    election, shares = result.election, result.shares
    method = ", ".join(f"{name} {word}" for name, word in words_of(result.method) if word)
    spent, left = amount(election, result.spent), amount(election, result.left)
    won = f"{len(result.winners)} of {len(election.projects)} projects won"
    said = [f"{won}: {spent} of {amount(election, election.budget)}, {left} left, by {method}."]
    if shares:
        ended = _ENDED[shares.ended].format(next_spent=amount(election, shares.next_spent or 0))
        raised = f"{shares.raises:,} times one unit more make {part(election, shares.final)}, " if shares.raises else ""
        said.append(f"Each of {len(election.ballots):,} voters had {part(election, shares.first)}; {raised}{ended}")
    said += [
        f"Tied: {', '.join(tie.projects)}. {tie.first} went first, by {tie.decided_by.replace('_', ' ')}."
        for tie in result.ties
    ]
    if comparison.counted_otherwise:
        said.append(f"The file counts the votes of these otherwise: {', '.join(comparison.counted_otherwise)}.")
    if comparison.is_same:
        said.append("The file records the same winners.")
    elif comparison.has_winners:
        lists = [("not", comparison.only_recorded), ("also", comparison.only_counted)]
        told = [f"{word} {', '.join(ids)}" for word, ids in lists if ids]
        said.append(f"The file records other winners; here won {' and '.join(told)}.")
    said.append(f"Counted: SHA-256 {fingerprint(election)}")
    return said
