"""A planning folder from the calls of a North American bank, with a generated workforce.

    python -m instances.readers.bank_calls --data FILE --out FOLDER

The file (`bank_calls` of the R package fpp3, written as CSV with the columns `ds`, `y`) counts
calls by 5 minutes on weekdays from 07:00 to 21:00, 164 days from 2003-03-03. They are summed to
half hours in America/New_York. The single slot at 21:00 lies after closing and is dropped. Six
weekdays are missing; they stay gaps, not zeros. Stamps of October may be one day off.

The last four weeks are held back from the history and written to a file beside the folder, so
that a forecast can be judged by them; the planning horizon is those weeks.

Assumed, because the data do not say: every call was handled, the average handle time is 180 s,
the goal is 80 % in 20 s at an occupancy of at most 88 %. About 1,150 calls a half hour then need
some 9,000 agent-hours on calls a week, of which 120 generated in-house agents can give 30 %; an
outsourcer has room for the rest.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from instances.generate import populate
from instances.readers._five_minute_calls import read_half_hours
from instances.spec import Bundle, CenterSpec, InHouseSpec, PeopleSpec, QueueSpec, VendorSpec
from solver.domain import Channel, HistoryRow, PlanningData
from solver.errors import InvalidInputError, Issue

TIME_ZONE = "America/New_York"
OPENING_MINUTE = 420
AHT_S = 180.0
SEED = 1

Days = dict[date, NDArray[np.float64]]


def bank_spec(agents: int, horizon_start: date, horizon_weeks: int) -> CenterSpec:
    """The bank's centre: one voice queue, one in-house site, one outsourcer."""
    calls = QueueSpec(
        queue="bank",
        family="bank",
        channel=Channel.VOICE,
        workload_share=1.0,
        aht_s=AHT_S,
        opening_hours="Mon-Fri 07:00-21:00",
    )
    vendor = VendorSpec("Outsourcer", TIME_ZONE, rate_per_hour=30.0, commitment=0.3, capacity=0.9)
    return CenterSpec(
        name="North American bank",
        queues=(calls,),
        in_house=(InHouseSpec("Home", TIME_ZONE, agents),),
        vendors=(vendor,),
        people=PeopleSpec(bundles=(Bundle((("bank", 1.0),), 1.0),)),
        time_zone=TIME_ZONE,
        country="US",
        currency="USD",
        horizon_start=horizon_start,
        horizon_weeks=horizon_weeks,
        occupancy=0.88,
    )


def history_rows(days: Days) -> tuple[HistoryRow, ...]:
    """Half-hour rows of the one queue, every call handled at the assumed handle time."""
    zone = ZoneInfo(TIME_ZONE)
    rows = []
    for day, calls in sorted(days.items()):
        opening = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(
            minutes=OPENING_MINUTE
        )
        for slot, offered in enumerate(calls.tolist()):
            rows.append(
                HistoryRow(
                    queue="bank",
                    start=opening + timedelta(minutes=30 * slot),
                    offered=offered,
                    handled=offered,
                    aht_s=AHT_S if offered else None,
                )
            )
    return tuple(rows)


def split_weeks(days: Days, hold_back_weeks: int, file: str) -> tuple[Days, Days, date]:
    """History, held-back days and the Monday between them.

    Weeks begin on Monday; a last week that does not reach Friday is left out. Raises
    `InvalidInputError` when fewer than four weeks of history remain.
    """
    last = max(days)
    stop = last - timedelta(days=last.weekday())
    if last.weekday() >= 4:
        stop += timedelta(days=7)
    cut = stop - timedelta(weeks=hold_back_weeks)
    history = {day: calls for day, calls in days.items() if day < cut}
    held_back = {day: calls for day, calls in days.items() if cut <= day < stop}
    if not history or (cut - min(history)).days < 28:
        raise InvalidInputError(
            [
                Issue(
                    file=file,
                    message=f"too short to hold back {hold_back_weeks} weeks",
                    value=f"{len(days)} days",
                    expected=f"at least {hold_back_weeks + 4} weeks",
                )
            ]
        )
    return history, held_back, cut


def read(
    path: Path, *, agents: int = 120, hold_back_weeks: int = 4
) -> tuple[PlanningData, tuple[HistoryRow, ...]]:
    """The planning document and the rows held back from it.

    Raises `InvalidInputError` when the file is missing or not of this shape.
    """
    days = read_half_hours(path)
    history, held_back, start = split_weeks(days, hold_back_weeks, path.name)
    spec = bank_spec(agents, start, hold_back_weeks or 4)
    week_contacts = 5 * float(np.mean([calls.sum() for calls in history.values()]))
    demand_hours = week_contacts * AHT_S / 3600 / spec.occupancy
    planning = populate(spec, SEED, demand_hours, history_rows(history))
    return planning, history_rows(held_back)


def write_held_back(rows: Iterable[HistoryRow], path: Path) -> None:
    """The held-back volumes as `queue,start,offered`; complete or not there at all."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["queue", "start", "offered"])
        for row in rows:
            local = row.start.astimezone(ZoneInfo(TIME_ZONE)).isoformat(timespec="minutes")
            writer.writerow([row.queue, local, f"{row.offered:g}"])
    os.replace(partial, path)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m instances.readers.bank_calls",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="bank_calls_5min.csv")
    parser.add_argument("--out", type=Path, required=True, help="planning folder to write")
    parser.add_argument("--hold-back-weeks", type=int, default=4, choices=range(13), metavar="N")
    parser.add_argument("--held-back", type=Path, help="default: OUT with .held_back.csv appended")
    parser.add_argument("--agents", type=int, default=120, help="in-house agents")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    from solver.workspace import write_folder

    arguments = _arguments(argv)
    out = arguments.out
    held_back = arguments.held_back or out.with_name(out.name + ".held_back.csv")
    try:
        planning, rows = read(
            arguments.data, agents=arguments.agents, hold_back_weeks=arguments.hold_back_weeks
        )
        write_folder(planning, out)
    except InvalidInputError as error:
        print(error, file=sys.stderr)
        return 2
    if rows:
        write_held_back(rows, held_back)
    print(f"{out}: {len(planning.history)} history rows, {len(planning.agents)} agents")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
