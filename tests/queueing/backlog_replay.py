"""A backlog replayed in small equal pieces of work, each with its own arrival and due time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.queueing.backlog_curves import BacklogCurves


@dataclass
class Piece:
    lot: int
    new: bool
    arrival_h: float
    due: float
    there: int
    done: int | None = None


def pieces(curves: BacklogCurves, per_hour: int, interval_hours: float) -> list[Piece]:
    """Work in pieces of 1 / per_hour hours, evenly over the interval in which it arrives."""
    found = []
    start = zip(curves.start.hours, curves.start.age_h, curves.start_due_at, strict=True)
    for k, (hours, age, due) in enumerate(start):
        found += [Piece(k, False, -age, due, 0) for _ in range(round(hours * per_hour))]
    for t, hours in enumerate(curves.work):
        count = round(hours * per_hour)
        times = (t + (np.arange(count) + 0.5) / max(count, 1)) * interval_hours
        found += [Piece(t, True, float(at), float(curves.due_at[t]), t) for at in times]
    return found


def replay(found: list[Piece], capacity: np.ndarray) -> None:
    """Serve `capacity` (T,) pieces an interval, earliest due first, then what waited before."""

    def turn(piece: Piece) -> tuple[float, bool, int, float]:
        due = np.inf if np.isnan(piece.due) else piece.due
        return due, piece.new, piece.lot, piece.arrival_h

    in_turn = sorted(found, key=turn)
    for t, room in enumerate(capacity):
        here = [piece for piece in in_turn if piece.done is None and piece.there <= t]
        for piece in here[: int(room)]:
            piece.done = t
