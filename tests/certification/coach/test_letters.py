"""Both ways to read a text are one."""

from hypothesis import example, given
from hypothesis import strategies as st

from certification.coach import letters
from certification.coach.letters import Folded, fold, readings


def spread(folded: Folded) -> tuple[str, list[int], list[int]]:
    return folded.letters, list(folded.starts), list(folded.ends)


@given(st.text(max_size=60))
@example("")
@example("Café  de\taltura\n")
@example(" equitable")
@example("Straße & Söhne &amp; ﬁn")
@example("biо­logique")
@example("eco\u3164bio &#x3164;")
def test_a_text_is_read_the_same_in_one_go_and_letter_by_letter(body: str) -> None:
    assert spread(fold(body)) == spread(letters._one_by_one(body, ""))
    assert spread(readings(body)[-1]) == spread(letters._one_by_one(body, " "))


def test_most_texts_are_read_in_one_go() -> None:
    for body in ("Café de altura", "Woven scarf, 250 g", "Récolté à la main"):
        assert letters._letter_for_letter(body) is not None
