"""What the measurements write fits the tables that there are, and what they leave out is what they say."""

import asyncio

from bench.claims import _LISTS, _fill, cards_of
from kit.reads import Reads


def test_the_lists_measured_differ_in_their_claims_alone(fresh_database_url: str) -> None:
    _fill(fresh_database_url, 200, 40)

    async def ask() -> None:
        reads = Reads(fresh_database_url, pool_size=1)
        for name, question in _LISTS.items():
            sql, bare, arguments = await cards_of(reads, question)
            shown = [str(await reads.rows(statement, *arguments)) for statement in (sql, bare)]
            assert shown[0].count('"slug"') == shown[1].count('"slug"') > 0, name
            assert shown[1].count('"certificate_id"') == 0, name
            if "search" not in name:
                assert shown[0].count('"certificate_id"') > 0, name
        await reads.close()

    asyncio.run(ask())
