"""A large file is being taken over, and somebody dies in the middle of a transaction: all of it is there, and once."""

import pytest
from sqlalchemy import text

from kit.clock import utc_now
from market.events.sweep import sweep
from tests.faults.shaken import Shaken, Victim

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_ROWS = 1200
_HEADER = "Handle,Title,Published,Option1 Value,Variant Grams,Variant Inventory Qty,Variant Price,Body (HTML)"


def catalogue(name: str) -> bytes:
    """A file that is too large to be done while its producer waits."""
    body = "From the mountains. " * 25
    rows = (f"{name}-{n},{name.title()} {n},false,250 g,280,{n % 9},{1 + n % 50}.50,{body}" for n in range(_ROWS))
    return "\n".join([_HEADER, *rows, ""]).encode()


def bring(market: Shaken, name: str) -> str:
    path = f"/v1/organisations/{market.world.norandino_id}/catalog-imports"
    answer = market.call("POST", path, by="norandino", files={"file": ("products.csv", catalogue(name), "text/csv")})
    # A worker may be quicker than the answer.
    assert answer.status_code == 201 and answer.json()["state"] in {"queued", "running"}, answer.text
    return str(answer.json()["id"])


def has_ended(market: Shaken, import_id: str) -> bool:
    """Let the minute be five seconds after which nobody works on it, and ask again for it as the schedule does."""
    with market.database.transaction() as session:
        session.execute(_A_MINUTE_IS_OVER)
    with market.database.transaction() as session:
        sweep(session, now=utc_now())
    return bool(market.scalar("select state = 'applied' from catalog_import where id = :id", id=import_id))


_A_MINUTE_IS_OVER = text(
    """
    update catalog_import set moved_at = moved_at - interval '1 minute'
    where ended_at is null and moved_at < clock_timestamp() - interval '5 seconds'
    """
)


@pytest.mark.parametrize("victim", [Victim.CHILD, Victim.WORKER, Victim.DATABASE, Victim.BROKER])
@pytest.mark.parametrize("place", ["import.written", "import.moved"])
def test_killed_in_the_middle_of_a_file(market: Shaken, victim: Victim, place: str) -> None:
    name = f"{victim}-{place.rpartition('.')[2]}"
    market.arm(place)
    import_id = bring(market, name)
    pid = market.reached(place)
    market.kill(victim, pid if victim is Victim.CHILD else None)
    market.let_go()
    market.restart(victim)
    market.eventually("the file is taken over", lambda: has_ended(market, import_id))
    market.heal()
    mine = "from product p join variant v on v.product_id = p.id join price c on c.variant_id = v.id"
    of_file = "p.producer_id = :producer and starts_with(p.handle, :name)"
    counted = f"select count(*), count(distinct p.id), max(p.version), count(c.valid_to) {mine} where {of_file}"
    assert market.rows(counted, producer=market.world.norandino_id, name=f"{name}-") == [(_ROWS, _ROWS, 1, 0)]
    told = "select count(*), max(ordinal) from catalog_import_row where import_id = :id and outcome = 'created'"
    assert market.rows(told, id=import_id) == [(_ROWS, _ROWS)]
