"""Pure-Python twins of the compiled tour search: short, slow and read off its definitions."""

from __future__ import annotations

from itertools import product

import numpy as np

from solver.scheduling.tour_kernel import INF, OFF


def cost_of(z):
    """V_t of every interval."""
    return z.max(axis=1)


def on_queue_intervals(begin, length, breaks, width):
    """Intervals within 0..width of a shift that no break takes; `breaks` are (first, length)."""
    paused = {begin + first + i for first, size in breaks for i in range(size) if first >= 0}
    return [t for t in range(begin, begin + length) if 0 <= t < width and t not in paused]


def with_one_more(z, w, intervals):
    """Change of cost when an agent of weights `w` is on queue in `intervals`."""
    added = z.copy()
    added[intervals] -= w
    return float(cost_of(added).sum() - cost_of(z).sum())


def best_breaks(z, on_shift, seats, w, begin, length, windows):
    """(cost, break starts) of a shift by trying every break; `windows` are (low, high, length)."""
    width, margin = len(z), (len(on_shift) - len(z)) // 2
    if any(on_shift[t + margin] >= seats for t in range(begin, begin + length)):
        return INF, None
    found = []
    for firsts in product(*(range(low, high + 1) for low, high, _ in windows)):
        breaks = [(first, size) for first, (_, _, size) in zip(firsts, windows, strict=True)]
        there = on_queue_intervals(begin, length, breaks, width)
        found.append((with_one_more(z, w, there), firsts))
    return min(found)


def keeps_the_rules(tour, begin, length, units, rules):
    """Whether a tour of a week meets every limit of `rules`, checked day by day."""
    worked = [d for d, k in enumerate(tour) if k != OFF]
    paid = sum(units[tour[d]] for d in worked)
    if not rules["days_min"] <= len(worked) <= rules["days_max"]:
        return False
    if not rules["units_min"] <= paid <= rules["units_max"]:
        return False
    ended = rules["previous_end"]
    for d in worked:
        if begin[d, tour[d]] < ended + rules["rest"]:
            return False
        ended = begin[d, tour[d]] + length[tour[d]]
    if worked and ended + rules["rest"] > rules["next_begin"]:
        return False
    calendar = [1] * rules["run_before"] + [int(k != OFF) for k in tour] + [1] * rules["run_after"]
    run = longest = 0
    for works in calendar:
        run = run + 1 if works else 0
        longest = max(longest, run)
    return longest <= rules["max_run"]


def best_tour(value, begin, length, units, rules):
    """Value of the cheapest tour by trying all of them, INF when none keeps the rules."""
    days, shapes = value.shape
    best = INF
    for tour in product(range(-1, shapes), repeat=days):
        total = sum(value[d, k] for d, k in enumerate(tour) if k != OFF)
        if total < best and keeps_the_rules(tour, begin, length, units, rules):
            best = total
    return best


def random_planes(rng, intervals, planes):
    """A bracket `z` and weights like those of a small split."""
    return rng.normal(0, 10, (intervals, planes)), rng.normal(0, 5, planes)


def week_of_shapes(rng, days, day_intervals, shapes):
    """Begins (days, K), lengths and paid units of random shifts that cross midnight at times."""
    begin = np.arange(days)[:, None] * day_intervals + rng.integers(0, day_intervals, shapes)
    length = rng.integers(2, max(3, day_intervals), shapes)
    return begin.astype(np.int64), length.astype(np.int64), rng.integers(1, 4, shapes)
