"""What products are counted and chosen by, as columns."""

import numpy as np

from market.catalog.shelf.columns import Columns


def test_the_words_of_a_title_come_before_what_is_popular_and_that_before_the_rest() -> None:
    columns = Columns()
    columns.put([(number, True, True, number % 3, 900, "c", "p", "0", "PE", "") for number in range(1, 7)])
    numbers = columns.shown()
    is_titled = np.isin(numbers, [3, 4])
    assert set(columns.most_popular(numbers, is_titled, 2).tolist()) == {3, 4}
    assert set(columns.most_popular(numbers, is_titled, 4).tolist()) == {3, 4, 2, 5}
    assert set(columns.most_popular(numbers, is_titled, 9).tolist()) == {1, 2, 3, 4, 5, 6}


def test_prices_are_counted_by_the_step_they_are_on() -> None:
    """1, 2, 5, 10, 20, 50 …: from one step to just below the next. What has no price is on none."""
    columns = Columns()
    prices = [None, 0, 1, 2, 199, 200, 499, 500, None, 10**13]
    columns.put([(n, True, True, 0, price, "c", "p", "0", "PE", "") for n, price in enumerate(prices, 1)])
    counts = dict(columns.count(columns.shown(), {}).of("price").items())
    assert counts == {"1": 2, "2": 1, "100": 1, "200": 2, "500": 1, str(5 * 10**12): 1}
    columns.put([(2, True, True, 0, 60, "c", "p", "0", "PE", "")])
    assert dict(columns.count(columns.shown(), {}).of("price").items()) == {**counts, "1": 1, "50": 1}
