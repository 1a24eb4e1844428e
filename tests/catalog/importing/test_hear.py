"""What words promise is heard while the file is read, and counts as it is when the product is written."""

import pytest

from certification.schemes.load_schemes import load_schemes
from certification.schemes.read_schemes import read_schemes
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.report import ImportReport
from market.catalog.importing.start_import import ImportWish
from tests.catalog.importing.market import TERMS, Producer, sheet
from tests.catalog.world import NOW

_HEADER = "Handle,Title,Tags,Published,Variant Grams,Variant Inventory Qty,Variant Price"
_ROWS = [f"p{n},Coffee with Max Havelaar {n},en:max-havelaar,true,280,5,9.99" for n in range(3)]
_DECLARED = """
    select p.handle, s.code from product_declaration d
    join product p on p.id = d.product_id left join scheme s on s.id = d.scheme_id order by p.handle
    """


def learn_schemes(producer: Producer) -> None:
    with producer.database.transaction() as session:
        load_schemes(session, read_schemes(), now=NOW)


def bring(producer: Producer, *, learning_after: int) -> ImportReport:
    """Import a product at a time; the market learns its schemes when so many are done."""

    def progress(done: int, total: int) -> None:
        if done == learning_after:
            learn_schemes(producer)

    return import_catalog(
        producer.database,
        producer.files,
        producer_id=producer.producer_id,
        person_id=None,
        file_name="catalogue.csv",
        data=sheet(_ROWS, _HEADER),
        terms=TERMS,
        wish=ImportWish(),
        now=NOW,
        progress=progress,
        at_once=1,
    )


@pytest.mark.parametrize("learning_after", [1, 2])
def test_a_scheme_that_is_there_only_since_the_file_was_opened_counts(producer: Producer, learning_after: int) -> None:
    report = bring(producer, learning_after=learning_after)
    later = {f"p{n}" for n in range(learning_after, 3)}
    told = {row.handle for row in report.rows for each in row.problems if each.code == "unprovable_claim"}
    assert told == later
    assert producer.rows("select handle, state from product order by handle") == [
        (f"p{n}", "draft" if f"p{n}" in later else "published") for n in range(3)
    ]
    known = [(handle, code) for handle, code in producer.rows(_DECLARED) if code]
    assert known == [(handle, "fairtrade") for handle in sorted(later)]
