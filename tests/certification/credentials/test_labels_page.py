"""The program in docs/labels.md, which shares no line with ours, says of a label what is so."""

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidSignature

from certification.credentials.rotate_signing_key import rotate_signing_key
from kit.clock import utc_now
from tests.certification.served import TODAY, Api

PAGE = Path(__file__).parents[3] / "docs" / "labels.md"
Fetch = Callable[[str, str], str]


@pytest.fixture
def program() -> dict[str, Any]:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    made: dict[str, Any] = {"__name__": "check_label"}
    exec(compile(source, str(PAGE), "exec"), made)
    return made


@pytest.fixture
def fetch(api: Api, program: dict[str, Any]) -> Fetch:
    """The program's way to the network, led to the API."""

    def fetch(address: str, accept: str = "*/*") -> str:
        answer = api(None, "GET", urlsplit(address).path, headers={"Accept": accept})
        assert answer.status_code == 200, address
        return answer.text

    program["fetch"] = fetch
    return fetch


def address_of(certificate_id: str) -> str:
    return f"http://api.test/v1/certificates/{certificate_id}/credential.jwt"


def wrong_with(program: dict[str, Any], certificate_id: str) -> list[str]:
    return list(program["check"](address_of(certificate_id))[1])


def test_a_label_holds_until_it_is_suspended_or_withdrawn(api: Api, program: dict[str, Any], fetch: Fetch) -> None:
    certificate_id = api.verified()
    credential, wrong = program["check"](address_of(certificate_id))
    assert (credential["issuer"]["name"], credential["credentialSubject"]["schema:name"]) == ("Andes", "Coop")
    assert wrong == []
    decisions = f"/v1/certificates/{certificate_id}/verifications"
    api.ok("lucia", "POST", decisions, 201, json=api.decision("suspend"))
    assert wrong_with(program, certificate_id) == ["suspension"]
    api.ok("lucia", "POST", decisions, 201, json=api.decision("lift"))
    assert wrong_with(program, certificate_id) == []
    proposal = api.ok("lucia", "POST", decisions, 202, json=api.decision("withdraw"))
    assert wrong_with(program, certificate_id) == []
    api.ok("marta", "POST", f"/v1/proposals/{proposal['id']}/confirm")
    assert wrong_with(program, certificate_id) == ["revocation"]


def test_a_label_before_its_first_day_is_outside_its_dates(api: Api, program: dict[str, Any], fetch: Fetch) -> None:
    later = {"valid_from": str(TODAY + timedelta(days=5)), "valid_to": str(TODAY + timedelta(days=50))}
    assert wrong_with(program, api.verified(**later)) == ["outside its dates"]


def test_what_was_altered_is_not_believed(api: Api, program: dict[str, Any], fetch: Fetch) -> None:
    certificate_id = api.verified()

    def forged(address: str, accept: str = "*/*") -> str:
        token = fetch(address, accept)
        if "/credential" not in address:
            return token
        head, body, signature = token.split(".")
        said = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).replace(b'"Coop"', b'"Corp"')
        return f"{head}.{base64.urlsafe_b64encode(said).decode().rstrip('=')}.{signature}"

    program["fetch"] = forged
    with pytest.raises(InvalidSignature):
        program["check"](address_of(certificate_id))


def test_a_key_that_others_may_have_vouches_for_nothing(api: Api, program: dict[str, Any], fetch: Fetch) -> None:
    certificate_id = api.verified()
    kept = fetch(address_of(certificate_id), "application/vc+jwt")
    secret = "a key that is only for tests, 0123456789"
    with api.registry.database.transaction() as session:
        rotate_signing_key(session, api.registry["andes"], secret=secret, now=utc_now(), is_compromised=True)
    assert wrong_with(program, certificate_id) == []
    program["fetch"] = lambda address, accept="*/*": kept if "/credential" in address else fetch(address, accept)
    with pytest.raises(StopIteration):
        program["check"](address_of(certificate_id))
