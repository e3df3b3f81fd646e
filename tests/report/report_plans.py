"""Plans built by hand for the report's tests: an in-house site, a BPO site, two queues."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from solver.allocation.result import Allocation
from solver.domain import (
    ON_QUEUE,
    Activity,
    ActivityTemplate,
    Agent,
    Center,
    Channel,
    Contract,
    HistoryRow,
    NamedShift,
    PlanningData,
    PublishedSchedule,
    Queue,
    ShiftTemplate,
    Site,
    SiteKind,
    SkillSplit,
    TimeOff,
    WorkPlan,
    skill_text,
)
from solver.forecast.result import Forecast, MethodScore
from solver.plan_result import PlanParams, PlanResult, SiteCoverage
from solver.requirements.result import Backlog, QueueMethod, Requirements, ServiceLevels
from solver.scheduling.check import AuditReport
from solver.scheduling.result import Message, Schedule
from solver.status import SolveReport, SolveStatus
from solver.timegrid import TimeGrid

FIRST_DAY = date(2026, 3, 23)  # the clock goes forward on Sunday 29 March
QUEUES = ("billing", "mail")
OPEN = (8 * 60, 18 * 60)
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def make_plan(
    agents: tuple[str, ...] = ("Ann", "Bob", "Zoë"),
    weeks: int = 1,
    queues: tuple[str, ...] = QUEUES,
    size: float = 1.5,
) -> PlanResult:
    """A whole plan; `size` is the target at the busiest interval of the first queue."""
    planning = make_planning(agents, queues)
    grid = TimeGrid("Europe/Berlin", 30, FIRST_DAY, 7 * weeks)
    profile = _profile(grid)
    forecast = _forecast(queues, grid, profile, size)
    allocation = _allocation(queues, grid, forecast)
    house = _requirements("House", queues, grid, profile * size, forecast, 0.7)
    vendor = _requirements("Vendor", queues, grid, profile * size / 2, forecast, 0.3)
    schedule = _schedule(planning, grid)
    coverage = _coverage(house, schedule)
    net = coverage.net
    audit = AuditReport(
        site="House",
        violations=(),
        cost_terms={"wages": 2000.0, "short": 150.0, "over": 20.5, "preferences": 0.0},
        short_agent_hours=float(np.maximum(0, -net).sum() / 2),
        over_agent_hours=float(np.maximum(0, net).sum() / 2),
        paid_hours=sum(shift.paid_minutes for shift in schedule.published.shifts) / 60,
        shifts=len(schedule.published.shifts),
        rules=("rest", "skills"),
    )
    return PlanResult(
        planning=planning,
        params=PlanParams(),
        grid=grid,
        forecast=forecast,
        allocation=allocation,
        requirements=(house, vendor),
        schedules=(schedule,),
        audits=(audit,),
        coverage=(coverage,),
        seconds={"forecast": 0.5, "scheduling": 41.0},
    )


def make_planning(agents: tuple[str, ...], queues: tuple[str, ...]) -> PlanningData:
    """The planning document, with two weeks of history."""
    shift = ShiftTemplate(
        name="day",
        earliest_start="08:00",
        latest_start="10:00",
        length_minutes=480,
        activities=(
            ActivityTemplate(
                kind="meal",
                minutes=30,
                paid=False,
                window_start_minutes=180,
                window_end_minutes=300,
            ),
        ),
    )
    return PlanningData(
        center=Center(name="Rhine Service", time_zone="Europe/Berlin", currency="EUR"),
        queues=(
            Queue(
                queue=queues[0],
                channel=Channel.VOICE,
                skill="billing",
                sl_target=0.8,
                sl_seconds=20,
            ),
            Queue(queue=queues[1], channel=Channel.EMAIL, skill="mail", response_hours=8),
        ),
        history=tuple(_history(queues)),
        sites=(
            Site(site="House", kind=SiteKind.INTERNAL, time_zone="Europe/Berlin"),
            Site(site="Vendor", kind=SiteKind.BPO, time_zone="Europe/Lisbon"),
        ),
        agents=tuple(
            Agent(
                agent=name,
                site="House",
                work_plan="full",
                skills="billing:1|mail:0.8" if i % 2 else "billing:1",
                hourly_cost=20,
            )
            for i, name in enumerate(agents)
        ),
        work_plans=(WorkPlan(work_plan="full", max_paid_minutes_week=2400, shifts=(shift,)),),
        contracts=(
            Contract(site="House", rate_per_hour=28, queues=queues),
            Contract(site="Vendor", rate_per_hour=19, queues=queues),
        ),
        time_off=(TimeOff(agent=agents[-1], start=FIRST_DAY, end=FIRST_DAY, kind="vacation"),),
    )


def _history(queues: tuple[str, ...]):
    start = datetime(2026, 3, 9, tzinfo=UTC)
    for k in range(14 * 48):
        moment = start + timedelta(minutes=30 * k)
        if moment.weekday() < 6 and 7 <= moment.hour < 17:
            for q, queue in enumerate(queues):
                hours = (moment.hour - 7) / 10 + moment.minute / 600
                offered = round((8 - 3 * q) * (0.7 + math.sin(math.pi * hours)))
                yield HistoryRow(queue=queue, start=moment, offered=offered)


def _profile(grid: TimeGrid) -> np.ndarray:
    """Demand by interval (T,), 0 outside opening hours, 1 at its peak."""
    minute = grid.minute_of_day
    inside = (minute >= OPEN[0]) & (minute < OPEN[1]) & (grid.weekday[grid.day_of] < 6)
    hours = (minute - OPEN[0]) / (OPEN[1] - OPEN[0])
    shape = 0.45 + 0.35 * np.sin(np.pi * hours) + 0.2 * np.sin(np.pi * hours) ** 8
    weekday = np.array([1.0, 0.93, 0.9, 0.88, 0.85, 0.5, 0.0])[grid.weekday[grid.day_of]]
    return np.where(inside, shape * weekday, 0.0)


def _forecast(
    queues: tuple[str, ...], grid: TimeGrid, profile: np.ndarray, size: float
) -> Forecast:
    mean = np.stack([profile * 12, profile * 7]) * max(1.0, size / 4)
    spread = np.sqrt(mean) + 0.1 * mean
    factors = np.array([-1.64, -0.67, 0.0, 0.67, 1.64])
    quantiles = np.maximum(0, mean + factors[:, None, None] * spread)
    scores = tuple(
        MethodScore(queue, method, wape, wape / 3, 4, method == "calendar_ridge")
        for queue in queues
        for method, wape in (("calendar_ridge", 0.112), ("weekday_mean", 0.131))
    )
    return Forecast(
        queues=queues,
        grid=grid,
        mean=mean,
        statistical_mean=mean * 0.95,
        levels=LEVELS,
        quantiles=quantiles,
        aht_s=np.where(mean > 0, 300.0, np.nan),
        open=np.repeat((profile > 0)[None], 2, axis=0),
        methods=dict.fromkeys(queues, "calendar_ridge"),
        scores=scores,
        messages=("billing: 2 days of outage are masked from training",),
        seconds=0.5,
        seed=1,
        input_hash="f0",
    )


def make_report(objective: float, bound: float | None, **details: float) -> SolveReport:
    return SolveReport(
        SolveStatus.FEASIBLE, objective, bound, {"cost": objective}, 1.25, 1, "abc", details=details
    )


def _allocation(queues: tuple[str, ...], grid: TimeGrid, forecast: Forecast) -> Allocation:
    weeks = tuple(grid.days[::7])
    total = np.add.reduceat(forecast.mean, grid.day_start[:-1:7], axis=1)
    contacts = np.stack([total * 0.69, total * 0.3], axis=1)
    hours = contacts / 9
    return Allocation(
        queues=queues,
        sites=("House", "Vendor"),
        weeks=weeks,
        contacts=contacts,
        unserved=total * 0.01,
        hours=hours,
        group_hours=np.zeros((2, len(queues), len(weeks))),
        shortfall_hours=np.zeros((2, len(weeks))),
        site_cost=hours.sum(axis=0) * np.array([[28.0], [19.0]]),
        report=make_report(900.0, 900.0),
        messages=("Vendor is at its capacity in the week of 23 March",),
    )


def _requirements(
    site: str,
    queues: tuple[str, ...],
    grid: TimeGrid,
    agents: np.ndarray,
    forecast: Forecast,
    part: float,
) -> Requirements:
    required = np.stack([np.ceil(agents), agents / 3])
    known = forecast.open
    level = np.where(known, 0.83, np.nan)
    level[1] = np.nan
    return Requirements(
        site=site,
        queues=queues,
        grid=grid,
        volume=forecast.mean * part,
        aht_s=forecast.aht_s,
        load_erl=0.8 * required,
        required=required,
        fractional=0.9 * required,
        required_gross=required / 0.9,
        rostered=required / 0.81,
        to_schedule=required / 0.9 / 0.97,
        binding=np.where(known, np.array([[1], [6]]), 0),
        risk_agents=np.zeros(required.shape),
        in_office=np.full(required.shape, 0.1),
        out_office=np.full(required.shape, 0.1),
        promised=ServiceLevels(
            level,
            np.where(known, 9.5, np.nan),
            np.where(known, 0.8, np.nan),
            np.where(known, 0.02, np.nan),
        ),
        backlog=Backlog(
            np.where(np.array([[False], [True]]) & known, 4.0, np.nan),
            np.where(np.array([[False], [True]]) & known, 1.5, np.nan),
        ),
        methods=(
            QueueMethod("erlang_a", "modified_offered_load", "answered_over_offered"),
            QueueMethod("backlog", "stationary", "answered_over_offered"),
        ),
        messages=(),
        seconds=0.1,
        input_hash="r0",
    )


def _schedule(planning: PlanningData, grid: TimeGrid) -> Schedule:
    shifts = []
    for a, agent in enumerate(planning.agents):
        for d in range(grid.n_days):
            on_leave = planning.time_off[0].agent == agent.agent and d == 0
            if (d + a) % 7 < 5 and grid.weekday[d] < 6 and not on_leave:
                shifts.append(make_shift(agent.agent, grid, d, 480 + 30 * (a % 5)))
    groups = tuple(sorted({skill_text(agent.skills) for agent in planning.agents}))
    fine = grid.refined(15)
    agents = np.zeros((len(groups), 2, fine.n_intervals))
    group_of = {a.agent: groups.index(skill_text(a.skills)) for a in planning.agents}
    for shift in shifts:
        for activity in shift.activities:
            if activity.activity == ON_QUEUE:
                first, last = fine.index_of(activity.start), fine.index_of(activity.end)
                g = group_of[shift.agent]
                mail = 1 / 3 if "mail" in groups[g] else 0.0
                agents[g, 0, first:last] += 1 - mail
                agents[g, 1, first:last] += mail
    split = SkillSplit("House", groups, tuple(q.queue for q in planning.queues), fine, agents)
    return Schedule(
        PublishedSchedule("House", tuple(shifts), split),
        make_report(
            2170.5,
            2100.0,
            labour_floor=1800.0,
            bound_short_agent_hours=3.0,
            bound_over_agent_hours=1.0,
        ),
        (Message("short", "too few agents early on Monday", rule="rest", dates="2026-03-23"),),
    )


def make_shift(agent: str, grid: TimeGrid, day: int, minute: int) -> NamedShift:
    """Eight hours from `minute` on, with an unpaid meal of half an hour in the middle."""
    first = grid.day_start[day] * 30
    start = grid.start + timedelta(minutes=int(first) + minute)
    cuts = [start + timedelta(minutes=m) for m in (0, 225, 255, 480)]
    serve = ("billing",)
    return NamedShift(
        agent,
        "House",
        grid.day(day),
        "day",
        (
            Activity(cuts[0], cuts[1], ON_QUEUE, True, serve),
            Activity(cuts[1], cuts[2], "meal", False),
            Activity(cuts[2], cuts[3], ON_QUEUE, True, serve),
        ),
    )


def _coverage(house: Requirements, schedule: Schedule) -> SiteCoverage:
    fine = schedule.published.split.agents.sum(axis=0)
    scheduled = fine.reshape(2, -1, 2).mean(axis=2)
    level = np.clip(0.8 + 0.05 * (scheduled - house.to_schedule), 0, 1)
    level = np.where(np.isfinite(house.promised.service_level), level, np.nan)
    return SiteCoverage(
        site="House",
        queues=house.queues,
        grid=house.grid,
        required=house.required,
        target=house.to_schedule,
        scheduled=scheduled,
        service=replace(house.promised, service_level=level),
    )
