"""`python -m bench.status`: what a status list costs, beside the bare read of its places and its certificates' states.

A list is put together at each read, so that a withdrawal shows with the next one; whoever checks one certificate
fetches the list of 20,000. Both sides take turns: the statement that reads each place with its certificate's state and
end, and the whole document, judged, packed and signed. A twentieth of the certificates was withdrawn; each has its
history. The goal: at most five times the bare read.
"""

import argparse
import time
from statistics import median

from sqlalchemy import text

from bench.claims import _fill
from bench.product_list import _NOW
from certification.credentials.bits import BITS, has_bit
from certification.credentials.read import Document, read_status_list, sign
from certification.structured.certification import Addresses
from kit.database import Database
from tests.services import running_services

_GOAL = 5.0
_PRODUCTS = 2_000
_WARMING = 6
_ADDRESSES = Addresses("https://api.market.example", "https://market.example")
_SECRET = "a secret key for a measurement, long enough"
_PLACES = (
    """
    insert into status_list (id, issuer_id, purpose, number, created_at)
    select 'stl_' || purpose, 'org_f', purpose, 1, '2026-01-01' from unnest(array['revocation', 'suspension']) purpose
    """,
    # In no order, as they are drawn.
    """
    insert into status_entry (status_list_id, position, certificate_id, created_at)
    select l.id, row_number() over (partition by l.id order by md5(c.id)), c.id, '2026-01-01'
    from status_list l, certificate c
    """,
    """
    insert into certification_event (id, certificate_id, sequence, actor_kind, from_state, to_state, reason,
                                     effective_at, recorded_at, previous_hash, hash)
    select 'cev_' || c.id || n, c.id, n, 'system', states[n], states[n + 1], '',
           case n when 4 then c.claim_until else '2026-01-01' end, '2026-01-01', '', ''
    from certificate c, generate_series(1, 4) n,
         (values (array[null, 'draft', 'submitted', 'verified', 'withdrawn'])) as machine (states)
    where n < 4 or c.state = 'withdrawn'
    """,
)
_BARE = text(
    """
    select e.position, c.state, c.claim_until
    from status_entry e join certificate c on c.id = e.certificate_id
    where e.status_list_id = 'stl_revocation'
    """
)


def measure(*, certificates: int, seconds: float) -> bool:
    """Fill a database of its own, read the list in both ways for `seconds`, print a table; whether the goal is met."""
    with running_services() as services, services.clone() as database_url:
        _fill(database_url, _PRODUCTS, certificates)
        database = Database(database_url)
        _give_places(database)
        bare: list[float] = []
        signed: list[float] = []
        until = time.perf_counter() + seconds
        document = _signed(database)
        while time.perf_counter() < until or len(signed) <= _WARMING:
            begun = time.perf_counter()
            with database.reading() as session:
                read = len(session.execute(_BARE).all())
            turned = time.perf_counter()
            document = _signed(database)
            bare.append(turned - begun)
            signed.append(time.perf_counter() - turned)
        database.close()
    encoded = document["credentialSubject"]["encodedList"]
    marked = sum(has_bit(encoded, position) for position in range(BITS))
    assert (read, marked) == (certificates, certificates // 20), "the list says something else"
    taken, limit = median(signed[_WARMING:]), median(bare[_WARMING:])
    print(f"{certificates} certificates in one list, {marked} of them revoked; milliseconds")
    print(f"the bare read of the places and states {limit * 1000:8.1f}")
    print(f"the signed list                        {taken * 1000:8.1f}   {taken / limit:.2f} ×, {len(encoded)} bytes")
    is_met = taken <= _GOAL * limit
    print(f"The goal, at most {_GOAL:.0f} times the bare read, is {'met' if is_met else 'missed'}.")
    return is_met


def _give_places(database: Database) -> None:
    with database.transaction() as session:
        for statement in _PLACES:
            session.execute(text(statement))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


def _signed(database: Database) -> Document:
    unsigned = read_status_list(database, status_list_id="stl_revocation", addresses=_ADDRESSES, now=_NOW)
    return sign(database, unsigned, addresses=_ADDRESSES, secret=_SECRET, now=_NOW)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.status", description=__doc__)
    parser.add_argument("--certificates", type=int, default=20_000, help="how many certificates the list holds")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the list is read")
    arguments = parser.parse_args()
    raise SystemExit(not measure(certificates=arguments.certificates, seconds=arguments.seconds))
