"""Input checks of the requirements stage: every problem named with its queue and interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.errors import InvalidInputError, Issue
from solver.requirements.data import RequirementsData

_FILE = "requirements"
_MAX_LISTED = 20


def check_data(data: RequirementsData) -> None:
    """Raise `InvalidInputError` with all problems: shapes, volumes, AHTs, presence.

    A volume is finite and not negative; an AHT is finite and above 0 wherever there is volume.
    """
    shape = (len(data.queues), data.grid.n_intervals)
    issues = [
        _shape_issue(name, values.shape, shape)
        for name, values in (("volume", data.volume), ("aht_s", data.aht_s), ("open", data.open))
        if values.shape != shape
    ]
    if not 0.0 < data.presence <= 1.0:
        text = f"site {data.site!r} has a presence out of range"
        wanted = "above 0 and up to 1"
        issues.append(Issue(_FILE, text, None, "presence", f"{data.presence:g}", wanted))
    if not any(issue.column in ("volume", "aht_s", "open") for issue in issues):
        bad = ~(np.isfinite(data.volume) & (data.volume >= 0))
        issues += _value_issues(data, "volume", data.volume, bad, "a number of contacts, 0 or more")
        good = np.isfinite(data.aht_s) & (data.aht_s > 0)
        bad = ~good & (data.volume > 0)
        issues += _value_issues(data, "aht_s", data.aht_s, bad, "seconds above 0")
    if issues:
        raise InvalidInputError(issues)


def check_agents(data: RequirementsData, agents: NDArray[np.float64]) -> None:
    """Raise `InvalidInputError` unless `agents` is (Q, T), finite and not negative."""
    if agents.shape != data.volume.shape:
        raise InvalidInputError([_shape_issue("agents", agents.shape, data.volume.shape)])
    bad = ~(np.isfinite(agents) & (agents >= 0))
    issues = _value_issues(data, "agents", agents, bad, "a number of agents, 0 or more")
    if issues:
        raise InvalidInputError(issues)


def _shape_issue(name: str, found: tuple[int, ...], wanted: tuple[int, ...]) -> Issue:
    return Issue(
        _FILE,
        "the table does not fit the queues and the grid",
        column=name,
        value=str(found),
        expected=f"{wanted[0]} queues x {wanted[1]} intervals",
    )


def _value_issues(
    data: RequirementsData,
    name: str,
    values: NDArray[np.float64],
    bad: NDArray[np.bool_],
    expected: str,
) -> list[Issue]:
    issues = []
    places = np.argwhere(bad)
    for q, t in places[:_MAX_LISTED]:
        moment = data.grid.local(int(t)).isoformat(timespec="minutes")
        text = f"queue {data.queues[q].queue!r}, interval {moment}: the value cannot be used"
        issues.append(Issue(_FILE, text, None, name, f"{values[q, t]:g}", expected))
    if len(places) > _MAX_LISTED:
        rest = len(places) - _MAX_LISTED
        issues.append(Issue(_FILE, f"{rest} more values cannot be used", column=name))
    return issues
