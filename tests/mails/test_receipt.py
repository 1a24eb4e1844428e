"""A paid order is told of: once, with the split of the books, in the language it was bought in."""

import re

import pytest

from tests.mails.conftest import PostRoom
from tests.shop import BUYER


def test_a_paid_order_is_told_once(room: PostRoom) -> None:
    order_id = room.buy()
    assert room.shop.settle(order_id) == "already settled"
    mail = room.mail()
    assert (mail.kind, mail.about, mail.address, mail.state) == ("receipt", order_id, BUYER.email, "waiting")
    assert room.send(mail.id) == "sent"
    assert room.send(mail.id) is None
    (message,) = room.post.taken
    assert (message.id, message.address, message.subject) == (
        mail.id,
        BUYER.email,
        "Your order over 48.55 EUR: who gets what",
    )
    for words in (message.text, message.html):
        assert "Hello Camille Roux," in words
        assert f"https://shop.example/orders/{order_id}" in words
        assert "2 × Coffee of Piura, 250 g" in words
        assert "The parts add up to what you paid, to the cent." in words
        assert "The page opens in the browser in which you bought." in words


def amounts(text: str, after: str) -> list[int]:
    """The cents of each line of a table, its last line too."""
    table = text.partition(after)[2].partition("\n\n")[0]
    return [int(found.replace(".", "")) for found in re.findall(r"(-?[0-9]+\.[0-9]{2}) EUR$", table, re.MULTILINE)]


def test_both_tables_add_up(room: PostRoom) -> None:
    room.buy()
    room.send(room.mail().id)
    (message,) = room.post.taken
    for heading in ("What you bought", "Who gets what\n"):
        *parts, total = amounts(message.text, heading)
        assert len(parts) > 2
        assert sum(parts) == total == 4855


def test_an_order_that_is_not_paid_is_not_told_of(room: PostRoom) -> None:
    order_id = room.shop.place({room.shop.coffee: 1}).order_id
    assert room.shop.settle(order_id, received_minor=1) != "paid"
    assert room.mails() == []


@pytest.mark.parametrize(
    ("language", "greeting", "total"),
    [
        ("es", "Hola, Camille Roux:", "48,55 EUR"),
        ("fr", "Bonjour Camille Roux,", "48,55 EUR"),
        ("pt", "Olá, Camille Roux,", "48,55 EUR"),
        ("de", "Hello Camille Roux,", "48.55 EUR"),
    ],
)
def test_it_speaks_the_language_of_the_order(room: PostRoom, language: str, greeting: str, total: str) -> None:
    room.buy()
    room.change(language=language)
    room.send(room.mail().id)
    (message,) = room.post.taken
    assert message.text.startswith(greeting)
    assert total in message.subject
    assert message.language == (language if language != "de" else "en")
    assert f'<html lang="{message.language}">' in message.html
