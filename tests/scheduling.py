"""Which tests stay together where several processes share a run."""

from xdist.scheduler import LoadScopeScheduling

# Their tests share one market of many processes, which takes most of a minute to start.
_ONE_MARKET = ("tests/browser/", "tests/faults/")


class TogetherScheduling(LoadScopeScheduling):
    """The tests of a file stay together, and so do all that share a market. What is most begins first.

    xdist's own groups go by a mark that it writes into the name of a test, which pytest 9.2 no longer reads: then every
    process starts every market.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in _ONE_MARKET if file.startswith(folder)), file)
