"""Input checks of the requirements stage: every problem named with its queue and interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.domain import Queue
from solver.errors import InvalidInputError, Issue
from solver.requirements.data import Case, Load, goals_in_order

_FILE = "requirements"
_MAX_LISTED = 20


def checked_case(load: Load, goals: Sequence[Queue]) -> Case:
    """The load with its goals; raises `InvalidInputError` with all problems.

    A volume is finite and not negative; an AHT is finite and above 0 wherever there is volume.
    """
    issues = [*_name_issues(load, goals), *_shape_issues(load)]
    if not 0.0 < load.presence <= 1.0:
        text = f"site {load.site!r} has a presence out of range"
        wanted = "above 0 and up to 1"
        issues.append(Issue(_FILE, text, None, "presence", f"{load.presence:g}", wanted))
    if not any(issue.column in ("volume", "aht_s", "open") for issue in issues):
        bad: NDArray[np.bool_] = ~(np.isfinite(load.volume) & (load.volume >= 0))
        issues += _value_issues(load, "volume", load.volume, bad, "a number of contacts, 0 or more")
        good = np.isfinite(load.aht_s) & (load.aht_s > 0)
        bad = ~good & (load.volume > 0)
        issues += _value_issues(load, "aht_s", load.aht_s, bad, "seconds above 0")
    for name, layers in (("quantiles", load.quantiles), ("paths", load.paths)):
        if layers is not None and layers.shape[1:] == load.volume.shape:
            bad = np.logical_not(np.all(np.isfinite(layers) & (layers >= 0), axis=0))
            worst = layers.min(axis=0)
            issues += _value_issues(load, name, worst, bad, "numbers of contacts, 0 or more")
    if issues:
        raise InvalidInputError(issues)
    return Case(load, goals_in_order(load, goals))


def check_agents(load: Load, agents: NDArray[np.float64]) -> None:
    """Raise `InvalidInputError` unless `agents` is (Q, T), finite and not negative."""
    if agents.shape != load.volume.shape:
        raise InvalidInputError([_shape_issue("agents", agents.shape, load.volume.shape)])
    bad = ~(np.isfinite(agents) & (agents >= 0))
    issues = _value_issues(load, "agents", agents, bad, "a number of agents, 0 or more")
    if issues:
        raise InvalidInputError(issues)


def _name_issues(load: Load, goals: Sequence[Queue]) -> list[Issue]:
    known = [queue.queue for queue in goals]
    issues = []
    for names, what in ((load.queues, "queues"), (known, "goals")):
        twice = sorted({name for name in names if list(names).count(name) > 1})
        if twice:
            issues.append(Issue(_FILE, "a queue stands twice", None, what, twice[0], "it once"))
    for name in load.queues:
        if name not in known:
            text, wanted = "a queue of the load has no goal", f"one of {', '.join(known)}"
            issues.append(Issue(_FILE, text, None, "queues", name, wanted))
    return issues


def _shape_issues(load: Load) -> list[Issue]:
    shape = (len(load.queues), load.grid.n_intervals)
    tables = (("volume", load.volume), ("aht_s", load.aht_s), ("open", load.open))
    issues = [_shape_issue(n, values.shape, shape) for n, values in tables if values.shape != shape]
    layered = (("quantiles", load.quantiles), ("paths", load.paths))
    issues += [
        _shape_issue(name, values.shape[1:], shape)
        for name, values in layered
        if values is not None and values.shape[1:] != shape
    ]
    if load.quantiles is not None and len(load.levels) != len(load.quantiles):
        found, wanted = str(len(load.levels)), f"{len(load.quantiles)}, one for each quantile"
        issues.append(Issue(_FILE, "number of levels", None, "levels", found, wanted))
    return issues


def _shape_issue(name: str, found: tuple[int, ...], wanted: tuple[int, ...]) -> Issue:
    return Issue(
        _FILE,
        "the table does not fit the queues and the grid",
        column=name,
        value=str(found),
        expected=f"{wanted[0]} queues x {wanted[1]} intervals",
    )


def _value_issues(
    load: Load,
    name: str,
    values: NDArray[np.float64],
    bad: NDArray[np.bool_],
    expected: str,
) -> list[Issue]:
    issues = []
    places = np.argwhere(bad)
    for q, t in places[:_MAX_LISTED]:
        moment = load.grid.local(int(t)).isoformat(timespec="minutes")
        text = f"queue {load.queues[q]!r}, interval {moment}: the value cannot be used"
        issues.append(Issue(_FILE, text, None, name, f"{values[q, t]:g}", expected))
    if len(places) > _MAX_LISTED:
        rest = len(places) - _MAX_LISTED
        issues.append(Issue(_FILE, f"{rest} more values cannot be used", column=name))
    return issues
