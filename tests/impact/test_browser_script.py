"""The storefront's script that checks a statement, run by Node: it believes what is true and nothing else."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from api.schemas.impact import IncludedOut
from certification.credentials.multibase import to_multikey
from market.impact.facts.rules import order_reference
from market.impact.prove_inclusion import prove_inclusion
from tests.impact.conftest import Month

_STATIC = Path(__file__).parents[2] / "storefront/static"
_NODE = shutil.which("node")
# The page's two scripts without a page: what they define is called by hand.
_HARNESS = """
const fs = require("node:fs");
globalThis.document = { querySelectorAll: () => [] };
const source = process.argv.slice(1, 3).map((path) => fs.readFileSync(path, "utf8").replace('"use strict";', ""));
(0, eval)(source.join("\\n") + "\\nglobalThis.given = { isSignedBy, isIncluded, referenceOf };");
const { statement, did, order, found } = JSON.parse(fs.readFileSync(0, "utf8"));
(async () => {
  const root = statement.inputs.root, reference = await given.referenceOf(order);
  const signed = () => given.isSignedBy(statement, statement.header.issuer.did, did);
  const included = () => Promise.all(found.map((one) => given.isIncluded(one, reference, root)));
  const outcome = { reference, signed: await signed(), included: await included() };
  statement.figures[0].value = "7";
  found[0].line = found[0].line.replace('"gross":', '"gross":1');
  found[1].in_inputs.index += 1;
  console.log(JSON.stringify({ ...outcome, forged: await signed(), changed: await included() }));
})();
"""


@pytest.mark.skipif(_NODE is None, reason="Node is not installed")
def test_the_script_follows_an_order_up_to_what_was_signed(month: Month) -> None:
    statement = month.statement()
    assert statement.document is not None
    order = month.orders[-2]
    with month.database.reading() as session:
        found = prove_inclusion(session, statement, order_reference(order))
    document = json.loads(statement.document)
    method = document["proof"]["verificationMethod"]
    key = {"id": method, "type": "Multikey", "publicKeyMultibase": to_multikey(month.public_key())}
    did = document["header"]["issuer"]["did"]
    given = {
        "statement": document,
        "did": {"id": did, "assertionMethod": [method], "verificationMethod": [key]},
        "order": order,
        "found": [IncludedOut.of(one).model_dump(mode="json") for one in found],
    }
    assert _NODE is not None
    scripts = [str(_STATIC / name) for name in ("credential.js", "statement.js")]
    done = subprocess.run(  # our own scripts
        [_NODE, "-e", _HARNESS, "--", *scripts],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert outcome == {
        "reference": order_reference(order),
        "signed": True,
        "included": [True, True],
        "forged": False,
        "changed": [False, False],
    }
