"""Whatever honestly happens to money, the questions to the books find nobody."""

from tests.ledger.history import live
from tests.trading import trading


def test_a_year_of_honest_trade_leaves_the_books_in_order(fresh_database_url: str) -> None:
    with trading(fresh_database_url) as trade:
        live(trade)
