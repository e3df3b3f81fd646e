"""What the pooling view runs on, checked: queues, their contacts and the groups that serve them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.domain import Queue
from solver.errors import InvalidInputError, Issue

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Model = Literal["erlang_c", "erlang_a"]

MAX_QUEUES = 60
_SOURCE = "pooling_view"
_MAX_LISTED = 20


@dataclass(frozen=True)
class SkillGroup:
    """Agents who each can serve every queue named in `queues`; `cost_per_hour` of one of them."""

    name: str
    queues: tuple[str, ...]
    cost_per_hour: float = 1.0


@dataclass(frozen=True)
class PoolingInputs:
    """`volume` (Q, T), `aht_s` (Q, T), 1 where there is no volume; `serves` (G, Q); `cost` (G,)."""

    queues: tuple[Queue, ...]
    volume: Array
    aht_s: Array
    interval_s: float
    serves: Mask
    cost: Array
    model: Model


def pooling_inputs(
    volume: ArrayLike,
    aht_s: ArrayLike,
    interval_s: float,
    queues: Sequence[Queue],
    groups: Sequence[SkillGroup],
    model: Model,
) -> PoolingInputs:
    """The checked inputs; raises `InvalidInputError` with every problem found."""
    contacts, aht = np.asarray(volume, dtype=float), np.asarray(aht_s, dtype=float)
    issues = _queue_issues(queues) + _group_issues(queues, groups)
    if not (np.isfinite(interval_s) and interval_s > 0):
        issues.append(_issue("interval_s is out of range", f"{interval_s:g}", "seconds above 0"))
    if model not in ("erlang_c", "erlang_a"):
        issues.append(_issue("unknown model", str(model), "erlang_c or erlang_a"))
    issues += _array_issues(queues, contacts, aht)
    if issues:
        raise InvalidInputError(issues)
    return PoolingInputs(
        queues=tuple(queues),
        volume=contacts,
        aht_s=np.where(contacts > 0, aht, 1.0),
        interval_s=float(interval_s),
        serves=np.array([[q.queue in group.queues for q in queues] for group in groups]),
        cost=np.array([float(group.cost_per_hour) for group in groups]),
        model=model,
    )


def _queue_issues(queues: Sequence[Queue]) -> list[Issue]:
    issues = []
    if not 1 <= len(queues) <= MAX_QUEUES:
        issues.append(_issue("the number of queues", str(len(queues)), f"1 to {MAX_QUEUES}"))
    names = [queue.queue for queue in queues]
    for name in sorted({name for name in names if names.count(name) > 1}):
        issues.append(_issue("a queue is given twice", name, "every queue once"))
    for queue in queues:
        if queue.channel.is_backlog:
            text = f"queue {queue.queue!r} has a backlog channel, whose work no line of waiting has"
            wanted = "voice, chat or messaging"
            issues.append(_issue(text, queue.channel.value, wanted, "channel"))
    return issues


def _group_issues(queues: Sequence[Queue], groups: Sequence[SkillGroup]) -> list[Issue]:
    issues = []
    known = {queue.queue for queue in queues}
    names = [group.name for group in groups]
    for name in sorted({name for name in names if names.count(name) > 1}):
        issues.append(_issue("a skill group is given twice", name, "every skill group once"))
    for group in groups:
        for name in sorted(set(group.queues) - known):
            text = f"skill group {group.name!r} serves an unknown queue"
            issues.append(_issue(text, name, f"one of {', '.join(sorted(known))}"))
        if not group.queues:
            issues.append(_issue(f"skill group {group.name!r} serves no queue", "", "a queue"))
        if not (np.isfinite(group.cost_per_hour) and group.cost_per_hour > 0):
            text = f"skill group {group.name!r} has a cost out of range"
            value = f"{group.cost_per_hour:g}"
            issues.append(_issue(text, value, "money above 0", "cost_per_hour"))
    served = {name for group in groups for name in group.queues}
    for queue in queues:
        if queue.queue not in served:
            text = f"queue {queue.queue!r} is served by no skill group"
            issues.append(_issue(text, queue.queue, "a skill group that names it"))
    return issues


def _array_issues(queues: Sequence[Queue], volume: Array, aht_s: Array) -> list[Issue]:
    if volume.ndim != 2 or len(volume) != len(queues):
        wanted = f"{len(queues)} queues x intervals"
        return [_issue("the table does not fit the queues", str(volume.shape), wanted, "volume")]
    if aht_s.shape != volume.shape:
        wanted = f"the shape of volume, {volume.shape}"
        return [_issue("the table does not fit the volume", str(aht_s.shape), wanted, "aht_s")]
    good_volume = np.isfinite(volume) & (volume >= 0)
    good_aht = (np.isfinite(aht_s) & (aht_s > 0)) | ~(volume > 0)
    return [
        *_value_issues(queues, "volume", volume, ~good_volume, "a number of contacts, 0 or more"),
        *_value_issues(queues, "aht_s", aht_s, ~good_aht, "seconds above 0"),
    ]


def _value_issues(
    queues: Sequence[Queue], column: str, values: Array, bad: Mask, expected: str
) -> list[Issue]:
    places = np.argwhere(bad)
    issues = [
        _issue(
            f"queue {queues[q].queue!r}, interval {t}: the value cannot be used",
            f"{values[q, t]:g}",
            expected,
            column,
        )
        for q, t in places[:_MAX_LISTED]
    ]
    if len(places) > _MAX_LISTED:
        text = f"{len(places) - _MAX_LISTED} more values cannot be used"
        issues.append(Issue(_SOURCE, text, column=column))
    return issues


def _issue(message: str, value: str, expected: str, column: str | None = None) -> Issue:
    return Issue(_SOURCE, message, column=column, value=value, expected=expected)
