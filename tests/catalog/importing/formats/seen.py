"""What came out of a file, for a test to look at."""

from market.catalog.importing.products import FileProduct, FileVariant, Problem, Severity


class Seen:
    """The products of a file. Every row of it is in one of them."""

    def __init__(self, products: list[FileProduct], rows_total: int, notes: tuple[Problem, ...]):
        self.products = products
        self.notes = {note.code for note in notes}
        assert sum(product.row_count for product in products) == rows_total

    @property
    def only(self) -> FileProduct:
        (product,) = self.products
        return product

    @property
    def variant(self) -> FileVariant:
        (variant,) = self.only.variants
        return variant

    def __getitem__(self, handle: str) -> FileProduct:
        (product,) = [product for product in self.products if product.handle == handle]
        return product


def faults(product: FileProduct) -> set[tuple[int, str, str]]:
    """Row, column and code of what refuses a product."""
    return {(each.row, each.column, each.code) for each in product.problems if each.severity is Severity.FAULT}


def notes(product: FileProduct) -> set[tuple[int, str, str]]:
    """Row, column and code of what was told about a product."""
    return {(each.row, each.column, each.code) for each in product.problems if each.severity is Severity.NOTE}
