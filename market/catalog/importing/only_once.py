"""The products of a file, each handle once, and only texts that can be stored. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kit.text import is_storable
from market.catalog.importing.products import FileProduct, Problem


def only_once(products: Iterable[FileProduct]) -> Iterator[FileProduct]:
    """The products in their order; one whose handle came before, or with letters that nobody can store, is refused."""
    seen: dict[str, int] = {}
    for product in products:
        if not _is_storable(product):
            detail = "it holds characters that cannot be stored"
            yield _refused(product, Problem(product.row, "", "unstorable_text", detail))
        elif product.handle in seen:
            detail = f"{product.handle} is in row {seen[product.handle]} already"
            yield _refused(product, Problem(product.row, "", "duplicate_product", detail))
        else:
            if product.handle:
                seen[product.handle] = product.row
            yield product


def _refused(product: FileProduct, problem: Problem) -> FileProduct:
    """What is left of it to tell."""
    return replace(
        product,
        handle=_storable(product.handle),
        name=_storable(product.name),
        description="",
        variants=(),
        tags=None,
        images=None,
        translations=(),
        problems=(problem,),
    )


def _is_storable(product: FileProduct) -> bool:
    texts = [product.handle, product.name, product.description, product.language or ""]
    for variant in product.variants:
        texts += [variant.label, variant.sku or "", variant.barcode or "", variant.net_unit]
        texts += [text for option in variant.options for text in (option.name, option.value)]
    for problem in product.problems:
        texts += [problem.column, problem.detail, problem.value]
    texts += [text for tag in product.tags or () for text in (tag.text, tag.column)]
    texts += [text for image in product.images or () for text in (image.url, image.alt)]
    texts += [text for each in product.translations for text in (each.language, each.name, each.description)]
    return is_storable("".join(texts))


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode(errors="replace").decode()
