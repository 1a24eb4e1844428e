"""A worker is killed between counting a try at a mail and writing it: another one writes it, once."""

import pytest
from sqlalchemy import text

from tests.faults.shaken import Shaken
from tests.faults.truth import assert_right

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def test_a_mail_survives_its_worker(market: Shaken) -> None:
    market.arm("mail.claimed", "kill")
    order_id = market.sell()
    market.reached("mail.claimed", "kill")
    ((mail_id, state, tries),) = market.rows(
        "select id, state, tries from mail where about = :id and kind = 'receipt' and tries > 0", id=order_id
    )
    assert (state, tries) == ("waiting", 1), "the try was committed before anything else"
    with market.database.transaction() as session:
        # As if the ten minutes were over after which whoever tried is taken to be gone.
        session.execute(text("update mail set next_try_at = now() where id = :id"), {"id": mail_id})
    market.eventually(
        "another worker writes it",
        lambda: market.rows("select id from mail where id = :id and state = 'kept' and tries = 2", id=mail_id),
    )
    assert market.rows("select count(*) from mail where about = :id and kind = 'receipt'", id=order_id) == [(1,)]
    market.heal()
    assert_right(market)
