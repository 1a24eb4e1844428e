"""`solifair price`: the rules that prices are made by, and what a price table says is due for goods."""

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.orm import Session

from cli import fee_change, promotion
from cli.tools import console, open_command_tools, print_table
from kit.clock import utc_now
from market.pricing.floor import Floor, plain, rounded
from market.pricing.forms import slug
from market.pricing.queries import FAIRTRADE
from market.pricing.rules import per_cent
from market.pricing.tables.files import Unreadable, day
from market.pricing.tables.import_factors import import_factors
from market.pricing.tables.import_fees import import_fees
from market.pricing.tables.import_market import import_market
from market.pricing.tables.import_prices import import_prices
from market.pricing.tables.import_rates import import_rates
from market.pricing.tables.queries import list_fee_taxes, list_goods_taxes, list_schedules
from market.pricing.tables.report import RuleReport
from market.pricing.tables.rules import C, Outcome, Stored
from market.pricing.units import measure
from market.pricing.work_out_floor import FloorAnswer, FloorQuestion, work_out_floor

app = typer.Typer(help="Minimum prices, premiums, fees, taxes, promotions.", no_args_is_help=True)
fees = typer.Typer(help="Fee schedules, VAT on fees, VAT on goods.", no_args_is_help=True)
factors = typer.Typer(help="Conversion factors between forms of a product.", no_args_is_help=True)
rates = typer.Typer(help="Published exchange rates, to compare a minimum price with a price.", no_args_is_help=True)
market = typer.Typer(help="Published market prices, to tell what is paid above them.", no_args_is_help=True)
app.add_typer(fees, name="fees")
app.add_typer(factors, name="factors")
app.add_typer(rates, name="rates")
app.add_typer(market, name="market")
app.add_typer(promotion.app, name="promotion")
fees.command()(fee_change.changes)
fees.command()(fee_change.preview)

FileArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV file in UTF-8")]
CheckOption = Annotated[bool, typer.Option("--check", help="Only tell what would happen")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON")]

_MOST_LINES_TOLD = 200


@app.command()
def floor(
    product: Annotated[str, typer.Option(help="As the table calls it: coffee_arabica_washed")],
    net: Annotated[str, typer.Option(help="How much: 250g, 60 kg, 1 lb")],
    on: Annotated[str, typer.Option(help="The day the contract was signed, e.g. 2024-05-01")],
    form: Annotated[str | None, typer.Option(help="green, roasted, parchment …; default: the table's")] = None,
    organic: Annotated[bool, typer.Option("--organic", help="Organic goods")] = False,
    market_price: Annotated[
        str | None, typer.Option(help="The market's price per unit of the table, e.g. 2.60")
    ] = None,
    origin: Annotated[str | None, typer.Option(help="Country of origin, e.g. PE")] = None,
    region: Annotated[str | None, typer.Option(help="A region that the table names, no country")] = None,
    incoterm: Annotated[str | None, typer.Option(help="FOB, EXW …; default: whatever the table has")] = None,
    factor: Annotated[str | None, typer.Option(help="The producer's own outturn, instead of a list's")] = None,
    scheme: Annotated[str, typer.Option(help="Whose table")] = FAIRTRADE,
    as_json: JsonOption = False,
) -> None:
    """What is due: `max(market price, minimum) + organic differential`, and the premium on top."""
    try:
        signed_on = day(on)
    except Unreadable as error:
        raise typer.BadParameter(str(error)) from None
    question = FloorQuestion(
        product=slug(product),
        net=measure(net, source=scheme),
        signed_on=signed_on,
        form=form,
        is_organic=organic,
        scheme=scheme,
        origin=origin,
        region=region,
        incoterm=incoterm,
        market_price=_number(market_price),
        factor=_number(factor),
    )
    with open_command_tools() as tools, tools.database.reading() as session:
        answer = work_out_floor(session, question)
    if as_json:
        print(json.dumps(_document(question, answer), indent=2, ensure_ascii=False))
    else:
        _show_floor(question, answer)


@app.command("import")
def import_(
    file: FileArgument,
    scheme: Annotated[str, typer.Option(help="Whose table it is, where its rows do not say")] = FAIRTRADE,
    check: CheckOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take in a table of minimum prices and premiums. Exits 1 when a row is refused."""
    _import(file, lambda session, data: import_prices(session, data, scheme=scheme, is_check=check), as_json)


@fees.command("import")
def import_fees_(file: FileArgument, check: CheckOption = False, as_json: JsonOption = False) -> None:
    """Take in fee schedules, VAT on fees or VAT on goods, told apart by their columns."""
    _import(file, lambda session, data: import_fees(session, data, is_check=check), as_json)


@factors.command("import")
def import_factors_(file: FileArgument, check: CheckOption = False, as_json: JsonOption = False) -> None:
    """Take in factors: Fairtrade's list of products, or product, from_form, to_form, factor, source."""
    _import(file, lambda session, data: import_factors(session, data, is_check=check), as_json)


@rates.command("import")
def import_rates_(file: FileArgument, check: CheckOption = False, as_json: JsonOption = False) -> None:
    """Take in rates: the European Central Bank's file, or base, quote, date, rate, source."""
    _import(file, lambda session, data: import_rates(session, data, today=utc_now().date(), is_check=check), as_json)


@market.command("import")
def import_market_(file: FileArgument, check: CheckOption = False, as_json: JsonOption = False) -> None:
    """Take in what markets quoted: product, form, unit, currency, amount, date, source."""
    _import(file, lambda session, data: import_market(session, data, today=utc_now().date(), is_check=check), as_json)


@fees.command("list")
def list_() -> None:
    """Every rule of fees and their taxes, by the day from which it holds."""
    with open_command_tools() as tools, tools.database.reading() as session:
        schedules, on_fees, on_goods = list_schedules(session), list_fee_taxes(session), list_goods_taxes(session)
    shares = Table(title="Fee schedules: shares of goods")
    for column in ("schedule", "market fee", "federation dues", "solidarity", "from", "to", "rule"):
        shares.add_column(column)
    for schedule in sorted(schedules, key=_by_key):
        content = schedule.row.content
        parts = (content.market_fee_bps, content.dues_bps, content.solidarity_bps)
        shares.add_row(str(schedule.row.key[0]), *(per_cent(part) for part in parts), *_days(schedule))
    print_table(shares)
    table = Table(title="VAT on what producers are charged")
    for column in ("for", "market", "tax status", "domestic", "rate", "note", "from", "to", "rule"):
        table.add_column(column)
    for tax in sorted(on_fees, key=_by_key):
        words = tax.row.content.legal_note + ("" if tax.row.content.is_confirmed else " (not confirmed)")
        cells = [str(part) for part in tax.row.key]
        table.add_row(*cells, per_cent(tax.row.content.rate_bps), words.strip(), *_days(tax))
    print_table(table)
    goods = Table(title="VAT on goods")
    for column in ("country", "class", "rate", "from", "to", "rule"):
        goods.add_column(column)
    for rate in sorted(on_goods, key=_by_key):
        goods.add_row(*(str(part) for part in rate.row.key), per_cent(rate.row.content.rate_bps), *_days(rate))
    print_table(goods)


def _by_key(stored: Stored[C]) -> tuple[list[str], str]:
    return [str(part) for part in stored.row.key], stored.row.valid_from.isoformat()


def _days(stored: Stored[C]) -> tuple[str, str, str]:
    last = stored.row.valid_to
    return stored.row.valid_from.isoformat(), last.isoformat() if last else "", stored.id


def _import(file: Path, take: Callable[[Session, bytes], RuleReport], as_json: bool) -> None:
    data = file.read_bytes()
    with open_command_tools() as tools, tools.database.transaction() as session:
        report = take(session, data)
    if as_json:
        print(json.dumps(report.document(), indent=2, ensure_ascii=False))
    else:
        _show_report(report)
    if report.count(Outcome.REFUSED):
        raise typer.Exit(1)


def _show_report(report: RuleReport) -> None:
    told = [line for line in report.lines if line.outcome is not Outcome.UNCHANGED]
    table = Table("line", "what", "outcome", "notes")
    for line in told[:_MOST_LINES_TOLD]:
        table.add_row(str(line.line), line.what, line.outcome, "; ".join(line.notes))
    if told:
        print_table(table)
    if len(told) > _MOST_LINES_TOLD:
        console.print(f"… and {len(told) - _MOST_LINES_TOLD} more; --json tells all.")
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
    console.print(f"{len(report.lines)} rows: {counts}.{' Nothing was written.' if report.is_check else ''}")


def _number(cell: str | None) -> Fraction | None:
    if cell is None:
        return None
    try:
        number = Decimal(cell)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number <= 0:
        raise typer.BadParameter(f"{cell!r} is no amount such as 2.60")
    return Fraction(number)


def _show_floor(question: FloorQuestion, answer: FloorAnswer) -> None:
    row, due, conversion = answer.row, answer.floor, answer.conversion
    table = Table(show_header=False)
    table.add_row("goods", _goods(question, answer))
    table.add_row(
        "in the table's unit", f"{plain(rounded(due.table_units, 6))} × {row.per} of {row.form or row.product}"
    )
    if conversion.factor != 1:
        table.add_row("factor", f"{_shown(conversion.factor, 9)} ({conversion.source})")
    for name, amount in _amounts(due):
        table.add_row(name, "none" if amount is None else f"{rounded(amount)} {row.currency}")
    if due.premium is None and row.premium_bps is not None:
        table.add_row("premium", f"{per_cent(row.premium_bps)} of the price, which is not known (--market-price)")
    table.add_row("by the table", _terms(answer))
    table.add_row("in force", f"{row.valid_from} to {row.valid_to or 'further notice'}, {row.status}")
    table.add_row("source", row.source_url or "not said")
    if row.note:
        table.add_row("note", row.note)
    table.add_row("rule", row.id)
    print_table(table)


def _amounts(due: Floor) -> list[tuple[str, Fraction | None]]:
    amounts = [("floor", due.minimum), ("of which organic differential", due.organic_differential or None)]
    if due.above_market is not None:
        amounts += [("price", due.price), ("differential over the market", due.above_market)]
    if due.premium is not None:
        amounts.append(("premium, on top", due.premium))
        amounts.append(("price and premium", due.total))
    return amounts


def _goods(question: FloorQuestion, answer: FloorAnswer) -> str:
    kind = "organic" if question.is_organic else "conventional"
    measured = f"{_shown(question.net.quantity, 6)} {question.net.unit}"
    form = answer.conversion.from_form
    return f"{measured} of {question.product}{f', {form}' if form else ''}, {kind}, signed on {question.signed_on}"


def _terms(answer: FloorAnswer) -> str:
    row = answer.row
    minimum = "no minimum price" if row.minimum is None else f"minimum {plain(row.minimum)} {row.currency}"
    premium = per_cent(row.premium_bps) if row.premium_bps is not None else plain(row.premium or Decimal(0))
    organic = f", organic +{plain(row.organic_differential)}" if row.organic_differential else ""
    kind = "organic" if row.is_organic else "conventional"
    level = f", {row.incoterm}" if row.incoterm else ""
    return f"{row.scheme}, {row.region}, {kind}{level}: {minimum}{organic}, premium {premium}, per {row.per}"


def _document(question: FloorQuestion, answer: FloorAnswer) -> dict[str, object]:
    row, due = answer.row, answer.floor
    return {
        "product": question.product,
        "form": answer.conversion.from_form,
        "net": {"value": _shown(question.net.quantity, 6), "unit": question.net.unit},
        "organic": question.is_organic,
        "signed_on": question.signed_on.isoformat(),
        "factor": {"value": _shown(answer.conversion.factor, 9), "source": answer.conversion.source},
        "table_units": _shown(due.table_units, 6),
        "currency": row.currency,
        "floor": _exact(due.minimum),
        "organic_differential": _exact(due.organic_differential),
        "price": _exact(due.price),
        "differential": _exact(due.above_market),
        "premium": _exact(due.premium),
        "premium_bps": row.premium_bps,
        "total": _exact(due.total),
        "row": {
            "id": row.id,
            "scheme": row.scheme,
            "region": row.region,
            "form": row.form,
            "incoterm": row.incoterm,
            "organic": row.is_organic,
            "per": row.per,
            "minimum": None if row.minimum is None else plain(row.minimum),
            "premium": None if row.premium is None else plain(row.premium),
            "status": row.status,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            "source": row.source_url,
            "note": row.note,
        },
    }


def _exact(amount: Fraction | None) -> str | None:
    return None if amount is None else str(rounded(amount))


def _shown(number: Fraction, places: int) -> str:
    return plain(rounded(number, places))
