"""`solifair catalog feed`: what is on sale, as other markets and search engines read it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.tools import moment_or_now, open_command_tools, write_out
from kit.currencies import currency_facts
from market.catalog.exporting.dfc import write_dfc_catalog
from market.catalog.exporting.google_feed import write_google_feed
from market.catalog.exporting.offers import Addresses, Audience
from market.catalog.exporting.read_feed import find_feed, read_offered, read_own_words


class FeedKind(StrEnum):
    GOOGLE = "google"
    DFC = "dfc"


def feed(
    kind: Annotated[FeedKind, typer.Option("--format", help="Google Merchant Center, or Data Food Consortium")],
    producer: Annotated[str | None, typer.Option("--producer", help="Slug or id; default: the whole market")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; default: the terminal")] = None,
    lang: Annotated[str, typer.Option(help="Language of the texts where there is a choice")] = "en",
    now: Annotated[str | None, typer.Option(help="The moment to act at, ISO 8601; default: now")] = None,
) -> None:
    """Write the feed that the API serves, with the labels that hold at the moment."""
    at = moment_or_now(now)
    with open_command_tools() as tools:
        settings, database = tools.settings, tools.database
        currency = settings.market_currency
        audience = Audience(lang, currency, currency_facts(currency).exponent, settings.market_country, at)
        addresses = Addresses(settings.api_url, settings.storefront_url)
        producer_id = find_feed(database, audience, producer=producer).producer_id
        products = read_offered(database, audience, producer_id=producer_id)
        if kind is FeedKind.GOOGLE:
            pieces = write_google_feed(products, audience, addresses, title="Solifair")
        else:
            words = read_own_words(database, producer_id=producer_id, lang=lang)
            pieces = write_dfc_catalog(products, words, audience, addresses)
        write_out(pieces, output)
