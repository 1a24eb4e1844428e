"""Every route has a policy, every task a queue, every refusal a code; a route without a policy cannot start."""

import importlib
import inspect

import pytest

from api.policy import TABLE, Action, Resource, Role, allowing_roles
from api.problems import all_problems, problem_status
from api.resources import RESOURCES
from api.routing import Routes, UnknownPolicy
from models.enums import TaskName
from workers.schedule import BEAT_SCHEDULE, QUEUE_OF, QUEUES


def test_every_route_has_a_policy_that_the_table_knows() -> None:
    for routes in RESOURCES:
        declared = {label.split(" ", 1)[1] for label in routes.policies}
        mounted = {route.path for route in routes.router.routes}  # type: ignore[attr-defined]
        assert declared == mounted
        assert set(routes.policies.values()) <= set(TABLE)


def test_every_policy_is_used_by_a_route() -> None:
    used = {policy for routes in RESOURCES for policy in routes.policies.values()}
    assert set(TABLE) - used == set()


def test_a_route_without_a_policy_cannot_be_written() -> None:
    routes = Routes(prefix="/v1/test", tags=["test"])
    with pytest.raises(TypeError):
        routes.get("/open")  # type: ignore[call-arg]


def test_a_route_with_an_unknown_policy_stops_the_start() -> None:
    routes = Routes(prefix="/v1/test", tags=["test"])
    with pytest.raises(UnknownPolicy):

        @routes.get("/open", policy=(Resource.LEDGER, Action.DELETE))
        def read() -> None: ...


def test_nobody_without_roles_may_do_anything() -> None:
    assert all(not allowing_roles((), policy) for policy in TABLE)


def test_a_pair_that_is_not_in_the_table_is_denied_to_all() -> None:
    assert not allowing_roles(set(Role), (Resource.LEDGER, Action.DELETE))


def test_every_task_has_a_queue_and_work() -> None:
    from workers.app import celery

    for module in celery.conf.include:
        importlib.import_module(module)
    assert set(QUEUE_OF) == set(TaskName)
    assert set(QUEUE_OF.values()) <= set(QUEUES)
    assert {name.value for name in TaskName} <= set(celery.tasks)
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= {name.value for name in TaskName}


def test_every_refusal_has_a_title_a_status_and_a_code_of_its_own() -> None:
    problems = all_problems()
    for problem in problems:
        assert inspect.getdoc(problem), problem
        assert 400 <= problem_status(problem) < 600, problem
    assert len({problem.code for problem in problems}) == len(problems)


def test_no_refusal_is_frozen() -> None:
    """Python writes the traceback onto an exception; a frozen one would turn a refusal into a fault."""
    for problem in all_problems():
        parameters = getattr(problem, "__dataclass_params__", None)
        assert parameters is None or not parameters.frozen, problem
