"""The planner's edits, laid over the statistical forecast in the order of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.domain import Override, OverrideOperation
from solver.errors import InvalidInputError, Issue
from solver.forecast.spans import span_mask
from solver.timegrid import TimeGrid


@dataclass(frozen=True)
class Edited:
    """The forecast (Q, T) after the edits, and what is to be told about them."""

    mean: NDArray[np.float64]
    messages: tuple[str, ...]


def _edit(values: NDArray[np.float64], override: Override) -> NDArray[np.float64]:
    match override.operation:
        case OverrideOperation.SET:
            return np.full_like(values, override.value)
        case OverrideOperation.MIN:
            return np.maximum(values, override.value)
        case OverrideOperation.MAX:
            return np.minimum(values, override.value)
        case OverrideOperation.PERCENT:
            return values * (1 + override.value / 100)
        case OverrideOperation.ADD:
            return values + override.value


def apply_overrides(
    queues: Sequence[str],
    grid: TimeGrid,
    mean: NDArray[np.float64],
    is_open: NDArray[np.bool_],
    overrides: Sequence[Override],
) -> Edited:
    """Edits a copy of `mean` (Q, T). Inactive rows are skipped; closed intervals stay 0.

    A volume edited below 0 becomes 0. An edit outside `grid` belongs to another plan and has no
    effect. Raises `InvalidInputError` for edits of queues that are not forecast.
    """
    _check_queues(queues, overrides)
    edited = mean.copy()
    messages = []
    for row, override in enumerate(overrides, start=2):
        if not override.active:
            continue
        q = queues.index(override.queue)
        span = span_mask(grid, override.start, override.end)
        here = span & is_open[q]
        edited[q, here] = np.maximum(0.0, _edit(edited[q, here], override))
        if span.any() and not here.any():
            messages.append(
                f"overrides.csv, row {row}: {override.queue} is closed all of that time, so the"
                " edit changes nothing"
            )
    return Edited(edited, tuple(messages))


def _check_queues(queues: Sequence[str], overrides: Sequence[Override]) -> None:
    issues = [
        Issue(
            "overrides.csv",
            "the queue is not forecast",
            row,
            "queue",
            override.queue,
            f"one of {', '.join(queues)}",
        )
        for row, override in enumerate(overrides, start=2)
        if override.queue not in queues
    ]
    if issues:
        raise InvalidInputError(issues)
