"""Lists: newest first, cursors, `has_more`."""

from collections.abc import Callable, Iterable

from sandbox.errors import malformed, missing
from sandbox.params import TIME_WINDOW, Group, Shape, group, integer, is_within, text
from sandbox.store import Body, Record
from sandbox.views import present
from sandbox.world import World

_PAGING: dict[str, Shape] = {
    "limit": integer(least=1, most=100),
    "starting_after": text(),
    "ending_before": text(),
    "created": TIME_WINDOW,
}


def listing(**fields: Shape) -> Group:
    """The shape of a list call: paging, `created`, and the filters named."""
    return group(**_PAGING, **fields)


def page(
    world: World,
    records: Iterable[Record],
    params: Body,
    *,
    url: str,
    fits: Callable[[Record], bool] = lambda record: True,
) -> Body:
    """One page of the records that fit, newest first. Raises ApiError for a cursor that is not in the list."""
    chosen = [r for r in records if is_within(r.body.get("created", 0), params.get("created")) and fits(r)]
    chosen.sort(key=lambda record: (record.body.get("created", 0), record.seq), reverse=True)
    limit = params.get("limit", 10)
    if "starting_after" in params and "ending_before" in params:
        raise malformed("You cannot parameterize both ending_before and starting_after.", param="ending_before")
    if "starting_after" in params:
        rest = chosen[_place(chosen, params["starting_after"], "starting_after") + 1 :]
        shown, has_more = rest[:limit], len(rest) > limit
    elif "ending_before" in params:
        before = chosen[: _place(chosen, params["ending_before"], "ending_before")]
        shown, has_more = before[-limit:], len(before) > limit
    else:
        shown, has_more = chosen[:limit], len(chosen) > limit
    expand = [path.removeprefix("data.") for path in params.get("expand", [])]
    data = [present(world, record, expand) for record in shown]
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def _place(records: list[Record], cursor: str, param: str) -> int:
    for index, record in enumerate(records):
        if record.id == cursor:
            return index
    raise missing("object", cursor, param)
