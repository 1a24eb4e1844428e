"""The hosted payment page and the page of the buyer's bank."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.cards import TestMethod, by_number, by_token
from sandbox.checkout import follow_intent, pay, success_url
from sandbox.due import tick
from sandbox.edge import base_url
from sandbox.pages.forms import allow_form_targets, read_form, render
from sandbox.pages.words import Words, words_for
from sandbox.payments import answer_challenge
from sandbox.resources.checkout_sessions import origin
from sandbox.store import Record
from sandbox.world import World

# What the page offers, and the word that says how each goes.
_OFFERED = (
    ("pm_card_visa", "succeeds"),
    ("pm_card_chargeDeclined", "declined"),
    ("pm_card_chargeDeclinedInsufficientFunds", "poor"),
    ("pm_card_authenticationRequired", "challenge"),
    ("pm_card_createDispute", "dispute"),
    ("pm_sandbox_debit_success", "debit_good"),
    ("pm_sandbox_debit_failure", "debit_bad"),
)


def pay_routes(world: World) -> list[BaseRoute]:
    async def show(request: Request) -> Response:
        tick(world)
        session = world.store.find("checkout.session", request.path_params["session"])
        if session is None:
            return render("closed.html", 404, words=_words(request))
        if session.body["status"] != "open":
            return _after(request, session)
        return _page(world, request, session)

    async def submit(request: Request) -> Response:
        form = await read_form(request)
        tick(world)
        session = world.store.find("checkout.session", request.path_params["session"])
        if session is None:
            return render("closed.html", 404, words=_words(request))
        method, problem = _chosen(form)
        if method is None:
            return _page(world, request, session, problem=problem, status=422)
        with world.change():
            pay(world, session, method, base_url=base_url(world, request))
        if session.body["status"] != "open":
            return _after(request, session)
        intent = _intent_of(world, session)
        if intent is not None and intent.body["status"] == "requires_action":
            return RedirectResponse(f"/challenge/{intent.id}", 303)
        return RedirectResponse(f"/pay/{session.id}", 303)

    async def challenge(request: Request) -> Response:
        intent = world.store.find("payment_intent", request.path_params["intent"])
        if intent is None:
            return render("closed.html", 404, words=_words(request))
        if intent.body["status"] != "requires_action":
            return _leave_challenge(world, intent)
        words = _words(request)
        allow_form_targets(request, origin(intent.hidden.get("return_url")))
        amount = words.money(intent.body["amount"], intent.body["currency"])
        return render("challenge.html", words=words, intent=intent.body, amount=amount)

    async def answer(request: Request) -> Response:
        form = await read_form(request)
        intent = world.store.find("payment_intent", request.path_params["intent"])
        if intent is None:
            return render("closed.html", 404, words=_words(request))
        if form.get("answer") in {"complete", "fail"}:
            with world.change():
                answer_challenge(world, intent, is_passed=form["answer"] == "complete")
                follow_intent(world, intent)
        return _leave_challenge(world, intent)

    return [
        Route("/pay/{session}", show, methods=["GET"]),
        Route("/pay/{session}", submit, methods=["POST"]),
        Route("/challenge/{intent}", challenge, methods=["GET"]),
        Route("/challenge/{intent}", answer, methods=["POST"]),
    ]


def _page(world: World, request: Request, session: Record, *, problem: str = "", status: int = 200) -> Response:
    body = session.body
    words = _words(request, body["locale"])
    allow_form_targets(request, origin(body["success_url"]))
    currency = body["currency"]
    lines = [
        {
            "name": line["description"],
            "quantity": line["quantity"],
            "amount": words.money(line["amount_total"], currency),
        }
        for line in session.hidden["line_items"]
    ]
    choices = []
    for token, word in _OFFERED:
        method = by_token(token)
        if method is not None:
            choices.append({"token": token, "label": words(word), "number": _spaced(method.number)})
    return render(
        "pay.html",
        status,
        words=words,
        session=body,
        lines=lines,
        choices=choices,
        total=words.money(body["amount_total"], currency),
        problem=words(problem) if problem else _last_error(world, session, words),
    )


def _last_error(world: World, session: Record, words: Words) -> str:
    intent = _intent_of(world, session)
    error = intent.body["last_payment_error"] if intent else None
    if not error:
        return ""
    code = error.get("decline_code") or error["code"]
    known = code if words.has(code) else "card_declined"
    return f"{words(known)} {words('try_again')}"


def _chosen(form: dict[str, str]) -> tuple[TestMethod | None, str]:
    """The test method of a form, or the word for what is wrong with it. A typed number goes before a choice."""
    number = form.get("number", "").strip()
    if number:
        return by_number(number), "not_test"
    return by_token(form.get("method", "")), "choose"


def _after(request: Request, session: Record) -> Response:
    """Where the browser belongs once the session is no longer open."""
    if session.body["status"] == "complete" and session.body["success_url"]:
        return RedirectResponse(success_url(session), 303)
    words = _words(request, session.body["locale"])
    return render("closed.html", 410, words=words)


def _leave_challenge(world: World, intent: Record) -> Response:
    status = intent.body["status"]
    session_id = intent.hidden.get("session")
    if session_id:
        return RedirectResponse(f"/pay/{session_id}", 303)
    target = intent.hidden.get("return_url")
    if not target:
        return render("paid.html", words=Words("en"), status_word=status)
    parts = urlsplit(target)
    facts = {
        "payment_intent": intent.id,
        "payment_intent_client_secret": intent.body["client_secret"],
        "redirect_status": "succeeded" if status in {"succeeded", "requires_capture"} else "failed",
    }
    query = "&".join(filter(None, [parts.query, urlencode(facts)]))
    return RedirectResponse(urlunsplit(parts._replace(query=query)), 303)


def _intent_of(world: World, session: Record) -> Record | None:
    intent_id = session.body["payment_intent"]
    return world.store.get("payment_intent", intent_id) if intent_id else None


def _words(request: Request, locale: str | None = None) -> Words:
    return words_for(request.headers.get("accept-language", ""), locale)


def _spaced(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
