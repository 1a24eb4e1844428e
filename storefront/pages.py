"""From an answer of the API to a page: who is visiting, in which language, with which headers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import cast
from urllib.parse import urlencode, urlsplit

import httpx2
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from storefront import drawing, figures, language, plots
from storefront.client import Api
from storefront.cookies import CartKey, Jar
from storefront.forms import Refused
from storefront.places import operator_place
from storefront.sentences import FIELD_REFUSALS, NOTICES, REFUSALS
from storefront.settings import Settings
from storefront.transport import ApiRefused, ApiUnavailable, FieldProblem, Transport
from storefront.words import WORDS

_TEMPLATES = Path(__file__).parent / "templates"
_ALERT = 'role="alert"'
# Pages show labels, and a label is gone with the next read: whoever keeps a copy asks before showing it.
_PUBLIC = "public, no-cache"


@dataclass(frozen=True)
class Shop:
    """What lives as long as the process."""

    settings: Settings
    http: httpx2.AsyncClient
    jar: Jar


def shop_of(request: Request) -> Shop:
    return cast(Shop, request.app.state.shop)


@dataclass(frozen=True)
class Visitor:
    """Who asks for a page, as far as their cookies say."""

    language: str
    api: Api
    is_signed_in: bool
    cart: CartKey | None

    def say(self, text: str) -> str:
        """`text` in the visitor's language."""
        return language.words_in(self.language).gettext(text)

    def word(self, group: str, code: str) -> str:
        """A stored word as people of the visitor's language say it."""
        return _word(self.say, group, code)

    def refusal(self, error: ApiRefused) -> str:
        """What the API refused, in the visitor's language where we know how to say it."""
        known = REFUSALS.get(error.code)
        return self.say(known) if known else error.words

    def detail(self, problem: FieldProblem) -> str:
        """The same of one field."""
        known = FIELD_REFUSALS.get(problem.code)
        return self.say(known) if known else problem.detail

    def refusal_in_full(self, error: ApiRefused) -> str:
        """What was refused, and what of each field; the same is said once."""
        return " ".join(dict.fromkeys([self.refusal(error), *map(self.detail, error.errors)]))


def visitor_of(request: Request) -> Visitor:
    """The visitor behind a request; the same object for the whole of it."""
    found = getattr(request.state, "visitor", None)
    if found is None:
        shop = shop_of(request)
        spoken = language.choose(request, shop.settings.language)
        token = shop.jar.token(request)
        address = request.client.host if request.client else None
        found = Visitor(
            language=spoken,
            api=Api(Transport(shop.http, spoken, token, address)),
            is_signed_in=token is not None,
            cart=shop.jar.cart(request),
        )
        request.state.visitor = found
    return cast(Visitor, found)


def page(request: Request, template: str, *, status: int = 200, is_public: bool = False, **context: object) -> Response:
    """Render a page. `is_public`: the same for every visitor without cookies; a kept copy is asked about again."""
    visitor, shop = visitor_of(request), shop_of(request)
    body = _rendered(request, template, context)
    refused = context.get("refused")
    if isinstance(refused, Refused) and refused.message and _ALERT not in body:
        # The form that was refused is no longer on the page: what it acted on has moved on meanwhile.
        body = _rendered(request, template, {**context, "message": refused.message})
    response = HTMLResponse(body, status_code=status)
    response.headers["Content-Language"] = visitor.language
    response.headers["Vary"] = "Accept-Language, Cookie"
    has_said = request.query_params.get("said", "") != ""
    if is_public and status == 200 and not has_said and not shop.jar.is_known(request):
        response.headers["Cache-Control"] = _PUBLIC
    return response


def _rendered(request: Request, template: str, context: Mapping[str, object]) -> str:
    visitor, shop = visitor_of(request), shop_of(request)
    said = request.query_params.get("said", "")
    return (
        _environment(visitor.language)
        .get_template(template)
        .render(
            language=visitor.language,
            path=request.url.path,
            here=_here(request),
            query=kept_query(request),
            visitor=visitor,
            is_demo=shop.settings.is_demo,
            public_api_url=shop.settings.public_api_url,
            storefront_url=shop.settings.storefront_url,
            passkey_origin=shop.settings.passkey_origin,
            notice=visitor.say(NOTICES[said]) if said in NOTICES else "",
            **context,
        )
    )


def go(path: str, said: str = "") -> RedirectResponse:
    """See another of our pages (303), with a notice if there is one to give."""
    if not said:
        return RedirectResponse(path, status_code=303)
    before, mark, fragment = path.partition("#")
    return RedirectResponse(
        f"{before}{'&' if '?' in before else '?'}said={said}{mark}{fragment}",
        status_code=303,
    )


def local_path(text: str | None, otherwise: str = "/") -> str:
    """`text` if it is a path on this site; nobody is sent elsewhere by a link of ours."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return otherwise
    return text


def trusted(url: str, origins: Sequence[str]) -> str:
    """`url`, if it lies where we let people go. Raises ApiUnavailable."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" not in origins:
        raise ApiUnavailable()
    return url


def kept_query(request: Request) -> str:
    """The query of the address with its question mark, for forms that shall come back to the same part of a list."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "said"]
    return f"?{urlencode(kept)}" if kept else ""


def _here(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query and request.method == "GET" else request.url.path


@lru_cache
def _environment(spoken: str) -> Environment:
    """The templates with the words and figures of one language."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = language.words_in(spoken)
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    localised: dict[str, Callable[..., str]] = {
        "money": figures.money,
        "percent": figures.percent,
        "number": figures.number,
        "size": figures.size,
        "weight": figures.weight,
        "day": figures.day,
        "short_day": figures.short_day,
        "day_of_year": figures.day_of_year,
        "month": figures.month,
        "moment": figures.moment,
        "country": figures.country,
        "amount_of": figures.amount_of,
        "minor_of": figures.minor_of,
        "percent_of": figures.percent_of,
        "language_name": language.language_name,
    }
    environment.filters.update({name: partial(act, language=spoken) for name, act in localised.items()})
    environment.globals.update(
        word=partial(_word, words.gettext),
        quantity=partial(figures.quantity, language=spoken),
        minor_money=partial(figures.minor_money, language=spoken),
        endonyms=language.ENDONYMS,
        decimal_amount=figures.decimal_amount,
        drawing=drawing,
        plots=plots,
        operator_place=operator_place,
    )
    return environment


def _word(say: Callable[[str], str], group: str, code: str | None) -> str:
    """A stored word as people say it; the word itself where the API has learned one that we have not."""
    known = WORDS[group].get(code or "")
    return say(known) if known else (code or "").replace("_", " ")
