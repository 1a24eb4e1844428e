"""What a designer would see at once and a program can measure: lines too long to read, controls that touch."""

from playwright.sync_api import Page

# The measure of the style is 68 ch, about eighty letters; more is for a wide table or a list of short words.
_MOST_LETTERS = 100

_LINES = """most => [...document.querySelectorAll('main :is(p, li, dd)')].filter(one => {
    if (one.querySelector('p, li, dd, table, form, div, button, .button, select, input, textarea')) return false;
    if (!one.offsetHeight) return false;
    const style = getComputedStyle(one);
    const height = one.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const lines = Math.round(height / parseFloat(style.lineHeight));
    return lines > 1 && one.innerText.length / lines > most;
}).map(one => one.innerText.slice(0, 80))"""

_TOUCHING = """() => {
    const typed = 'input:not([type=hidden], [type=checkbox], [type=radio])';
    const wanted = `main :is(button, .button, select, textarea, ${typed})`;
    const seen = [...document.querySelectorAll(wanted)]
        .filter(one => one.checkVisibility({opacityProperty: true}) && one.getBoundingClientRect().width > 8)
        .map(one => [one, one.getBoundingClientRect()]);
    const near = (a, b) => a.left < b.right + 2 && b.left < a.right + 2 && a.top < b.bottom + 2 && b.top < a.bottom + 2;
    return seen.flatMap(([one, a], at) => seen.slice(at + 1).filter(([, b]) => near(a, b))
        .map(([other]) => one.outerHTML.slice(0, 80) + ' touches ' + other.outerHTML.slice(0, 80)));
}"""


def lines_too_long(page: Page) -> list[str]:
    """The beginnings of paragraphs and items whose lines have too many letters to find the next one."""
    found: list[str] = page.evaluate(_LINES, _MOST_LETTERS)
    return found


def controls_that_touch(page: Page) -> list[str]:
    """Pairs of buttons and fields with less than two pixels between them."""
    found: list[str] = page.evaluate(_TOUCHING)
    return found
