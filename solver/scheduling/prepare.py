"""From the planning folder's nouns to the arrays of one site's scheduling problem."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.domain import Agent, PlanningData, StaffingTarget, WorkPlan, skill_text
from solver.scheduling.data import NO_START, BreakData, Prices, ScheduleData, TemplateData
from solver.scheduling.fingerprint import fingerprint
from solver.scheduling.params import SchedulingParams
from solver.scheduling.people import AgentFacts, PeopleTable, ShapeTable
from solver.scheduling.step import schedule_step
from solver.timegrid import TimeGrid


def schedule_data(
    planning: PlanningData, target: StaffingTarget, params: SchedulingParams
) -> ScheduleData:
    """The scheduling problem of `target.site` on the finest grid its shifts need.

    Raises `InvalidInputError` when the shifts do not fit a grid of at least 5 minutes.
    """
    site = planning.site(target.site)
    people = planning.agents_of(site.site)
    step = schedule_step(planning, site.site, target.grid.interval_minutes)
    grid = target.grid.refined(step)
    site_grid = TimeGrid(site.time_zone, step, grid.first_day, grid.n_days)
    plan_names = sorted({agent.work_plan for agent in people})
    plans = [planning.work_plan(name) for name in plan_names]
    templates = _templates(plans, step)
    shape_template = np.repeat(np.arange(len(templates)), [len(t.shapes) for t in templates])
    shape_minute = np.array(
        [m for plan in plans for shift in plan.shifts for m in shift.start_minutes], dtype=np.int64
    )
    begin = _begins(site_grid, grid, shape_minute)
    shapes = ShapeTable(
        grid=grid,
        site_grid=site_grid,
        offset=_offset(site_grid, grid),
        begin=begin,
        end=_shape_ends(begin, shape_template, templates),
        minute=shape_minute,
        plan=np.array([templates[m].plan for m in shape_template], dtype=np.int64),
        template_name=tuple(templates[m].name for m in shape_template),
    )
    table = PeopleTable(planning, shapes)
    facts = [
        table.facts(a, planning.work_plan(a.work_plan), plan_names.index(a.work_plan))
        for a in people
    ]
    groups = tuple(sorted({skill_text(agent.skills) for agent in people}))
    unit = float(np.mean([agent.hourly_cost for agent in people])) if people else 0.0
    return ScheduleData(
        site=site.site,
        grid=grid,
        site_grid=site_grid,
        queues=target.queues,
        target=np.repeat(target.agents, target.grid.interval_minutes // step, axis=1),
        groups=groups,
        proficiency=_proficiency(planning, people, groups, target.queues),
        agents=tuple(agent.agent for agent in people),
        group=np.array([groups.index(skill_text(a.skills)) for a in people], dtype=np.int64),
        plan=np.array([plan_names.index(a.work_plan) for a in people], dtype=np.int64),
        hourly_cost=np.array([a.hourly_cost for a in people], dtype=float),
        templates=templates,
        shape_template=shape_template.astype(np.int64),
        shape_minute=shape_minute,
        begin=begin,
        **_stack(facts, step),
        seats=site.seats,
        prices=_prices(params, unit, step),
        preference_price=params.preference_price,
        input_hash=fingerprint(planning, target),
    )


_PLAIN_FACTS = (
    "max_weekend_run",
    "away",
    "period",
    "period_paid_min",
    "period_paid_max",
    "period_days_min",
    "period_days_max",
    "min_days_off",
    "min_run",
    "start_spread",
    "earlier_start",
)


def _stack(facts: list[AgentFacts], step: int) -> dict[str, Any]:
    """The agents' facts as arrays with the agent first."""

    def column(name: str) -> NDArray[Any]:
        return np.array([getattr(fact, name) for fact in facts])

    return {
        "available": column("available"),
        "clear_of_leave": column("clear_of_leave"),
        "preference": column("preference").astype(np.float32),
        "paid_min": column("paid_min"),
        "paid_max": column("paid_max"),
        "days_min": column("days_min"),
        "days_max": column("days_max"),
        "rest": -(-column("rest_minutes") // step),
        "ready": column("ready"),
        "max_run": column("max_run"),
        "carried_run": column("carried_run"),
        "weekend": column("weekend"),
        "max_weekends": column("max_weekends"),
        "weekly_rest": -(-column("weekly_rest_minutes") // step),
        **{name: column(name) for name in _PLAIN_FACTS},
    }


def _prices(params: SchedulingParams, unit: float, step: int) -> Prices:
    interval = unit * step / 60
    return Prices(
        short=interval * params.short_price,
        deep_short=interval * params.deep_short_price,
        shallow_share=params.shallow_share,
        over=interval * params.over_price,
    )


def _templates(plans: list[WorkPlan], step: int) -> tuple[TemplateData, ...]:
    found = []
    first = 0
    for number, plan in enumerate(plans):
        for shift in plan.shifts:
            breaks = tuple(
                BreakData(
                    kind=a.kind,
                    length=a.minutes // step,
                    paid=a.paid,
                    offsets=tuple(
                        range(
                            a.window_start_minutes // step,
                            (a.window_end_minutes - a.minutes) // step + 1,
                        )
                    ),
                )
                for a in shift.activities
            )
            starts = len(shift.start_minutes)
            found.append(
                TemplateData(
                    plan=number,
                    name=shift.name,
                    length=shift.length_minutes // step,
                    paid_minutes=shift.paid_minutes,
                    breaks=breaks,
                    shapes=tuple(range(first, first + starts)),
                )
            )
            first += starts
    return tuple(found)


def _offset(site_grid: TimeGrid, grid: TimeGrid) -> int:
    """Interval of `grid` at the site's first midnight; negative when the site is further east."""
    return int((site_grid.start - grid.start) / timedelta(minutes=grid.interval_minutes))


def _begins(
    site_grid: TimeGrid, grid: TimeGrid, shape_minute: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Interval of `grid` at which each shape starts on each site-local day (D, K)."""
    offset = _offset(site_grid, grid)
    minutes = sorted(set(shape_minute.tolist()))
    begin = np.full((site_grid.n_days, len(shape_minute)), NO_START, dtype=np.int64)
    for day in range(site_grid.n_days):
        for minute in minutes:
            index = site_grid.index_at(day, minute)
            if index is not None:
                begin[day, shape_minute == minute] = index + offset
    return begin


def _shape_ends(
    begin: NDArray[np.int64],
    shape_template: NDArray[np.int64],
    templates: tuple[TemplateData, ...],
) -> NDArray[np.int64]:
    lengths = np.array([templates[m].length for m in shape_template], dtype=np.int64)
    return np.where(begin == NO_START, NO_START, begin + lengths)


def _proficiency(
    planning: PlanningData,
    people: tuple[Agent, ...],
    groups: tuple[str, ...],
    queues: tuple[str, ...],
) -> NDArray[np.float64]:
    """Contacts a group's agent handles against a fully proficient one, by queue (G, Q)."""
    skills_of = {skill_text(agent.skills): agent.skills for agent in people}
    table = np.zeros((len(groups), len(queues)))
    for g, text in enumerate(groups):
        for q, name in enumerate(queues):
            table[g, q] = skills_of[text].get(planning.queue(name).skill, 0.0)
    return table
