"""The rules that import-linter cannot say, each with its check (docs/architecture.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "workers", "cli", "market", "certification", "gateways", "models", "kit", "storefront", "sandbox")
LONGEST_FILE = 400


def sources(*packages: str) -> Iterator[Path]:
    for package in packages or PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every call in a file as its dotted name and line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def offenders(paths: Iterator[Path], forbidden: tuple[str, ...], allowed: set[str]) -> list[str]:
    return [
        f"{name_of(path)}:{line} calls {call}"
        for path in paths
        if name_of(path) not in allowed
        for call, line in calls(path)
        if any(call == name or call.endswith(f".{name}") for name in forbidden)
    ]


def test_only_the_database_commits() -> None:
    allowed = {"kit/database.py"} | {name_of(path) for path in sources("sandbox")}
    assert offenders(sources(), ("commit",), allowed) == []


def test_only_the_kit_reads_the_clock() -> None:
    ours = ("api", "workers", "cli", "market", "certification", "gateways", "models")
    forbidden = ("datetime.now", "datetime.utcnow", "date.today", "time.time", "uuid4")
    assert offenders(sources(*ours), forbidden, set()) == []


def test_rules_do_not_ask_what_time_it_is() -> None:
    rules = (
        path
        for path in sources("market", "certification")
        if path.name in {"rules.py", "states.py"} or path.parent.name == "rules"
    )
    assert offenders(rules, ("utc_now",), set()) == []


def test_only_the_relay_publishes() -> None:
    assert offenders(sources(), ("delay", "apply_async", "send_task"), {"workers/relay.py"}) == []


def test_no_float_near_money() -> None:
    found = [
        name_of(path)
        for path in sources("market", "certification", "gateways", "api")
        if "Money" in path.read_text(encoding="utf-8") or "_minor" in path.read_text(encoding="utf-8")
        for call, _ in calls(path)
        if call == "float"
    ]
    assert found == []


def test_only_the_gateway_speaks_to_stripe() -> None:
    ours = ("api", "workers", "cli", "market", "certification", "gateways", "models", "kit")
    found = [
        name_of(path)
        for path in sources(*ours)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "stripe" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "stripe")
    ]
    assert found
    assert [name for name in found if not name.startswith("gateways/stripe/")] == []


def test_sql_text_is_never_built_from_values() -> None:
    """`text(f"…")` may only put together constants of its own module, named in capitals."""
    found = []
    for path in sources("api", "workers", "cli", "market", "certification", "gateways", "kit"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"text", "sqlalchemy.text", "sa.text"}:
                for part in ast.walk(node):
                    if isinstance(part, ast.FormattedValue) and not ast.unparse(part.value).strip("_").isupper():
                        found += [f"{name_of(path)}:{node.lineno}"]
    assert found == []


def test_sql_stands_where_sql_belongs() -> None:
    """In queries, views, invariants, the doors to the database, and nowhere else."""
    homes = {"kit/database.py", "kit/reads.py", "gateways/outbox.py"}
    found = []
    for path in sources("api", "workers", "cli", "market", "certification", "gateways"):
        is_home = path.stem in {"queries", "views", "invariants"} or path.stem.endswith("_queries")
        is_seed = name_of(path).startswith("cli/demo/")
        if is_home or is_seed or name_of(path) in homes:
            continue
        found += [f"{name_of(path)}:{line}" for call, line in calls(path) if call in {"text", "select", "insert"}]
    assert found == []


def test_no_route_goes_around_the_policies() -> None:
    """Routes are declared through `api.routing.Routes`, which asks for a policy."""
    found = [
        f"{name_of(path)}:{line} calls {call}"
        for path in sources("api")
        if name_of(path) != "api/routing.py"
        for call, line in calls(path)
        if call in {"APIRouter", "app.get", "app.post", "app.put", "app.patch", "app.delete", "app.add_api_route"}
    ]
    assert found == []


def test_the_demo_is_not_a_special_case() -> None:
    """Business code does not ask whether it runs in the demo."""
    found = [
        name_of(path)
        for path in sources("market", "certification", "gateways", "workers")
        if "Mode.DEMO" in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_signatures_are_compared_in_constant_time() -> None:
    """No `==` between secrets, hashes of secrets or signatures."""
    suspicious = ("secret", "signature", "token_hash", "password")
    found = []
    for path in sources("api", "market", "gateways", "kit", "workers"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
                sides = [ast.unparse(node.left), *(ast.unparse(side) for side in node.comparators)]
                names = [side for side in sides if any(word in side.lower() for word in suspicious)]
                # A query's column, compared by the database through an index, is no timing oracle of the secret.
                if names and not any("col(" in side for side in sides):
                    found.append(f"{name_of(path)}:{node.lineno} {' == '.join(sides)}")
    assert found == []


@pytest.mark.parametrize("path", [pytest.param(path, id=name_of(path)) for path in sources()])
def test_files_stay_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_names_that_collect_everything_are_not_used() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "services", "service_layer"}
    assert [name_of(path) for path in sources() if path.stem in vague or path.parent.name in vague] == []
