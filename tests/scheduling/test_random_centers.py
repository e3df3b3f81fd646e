"""Random centres: the staged engine and its bound against the exact optimum, and the audit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from random import Random
from statistics import mean

import pytest
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st
from random_centers import input_document, random_center, staged
from rule_cases import Case, exact_admits

from solver.domain import WorkPlan
from solver.scheduling import Schedule, audit
from solver.scheduling.assemble import assemble
from solver.scheduling.cp import CpLimits
from solver.scheduling.exact import solve_exact
from solver.scheduling.guide import solve_guides, total_bound
from solver.scheduling.placement import Placement
from solver.scheduling.sparse_model import SolveLimits
from solver.status import SolveStatus
from solver.workspace import check_planning

CENT = 0.005
# Seeds whose optimum is proven within a second.
QUICK_SEEDS = (1, 5, 10, 35, 60, 82, 92, 107)
MOST_ABOVE = 0.03
# The stages run on work limits, so that a busy machine changes nothing; only LPs see the clock.
SANDWICH_S, AUDIT_S = 1.0, 0.5
randoms = st.randoms(use_true_random=False)


@dataclass(frozen=True)
class Sandwich:
    """A centre's bound of the stages, its optimum, proven from below, and what the stages reach,
    in money."""

    seed: int
    bound: float | None
    proven: float
    optimum: float
    staged: float | None

    @property
    def above(self) -> float:
        """Part by which the stages lie above the optimum; infinite without a schedule."""
        if self.staged is None:
            return float("inf")
        return (self.staged - self.optimum) / abs(self.optimum) if self.optimum else 0.0


def sandwich(seed: int, exact_s: float) -> Sandwich | None:
    """`None` where the optimum is not proven in `exact_s` seconds, or there is no roster."""
    case = random_center(Random(seed))
    answer = solve_exact(case.data, CpLimits(seconds=exact_s, workers=2))
    if not answer.optimal or answer.bound is None or answer.shifts is None:
        return None
    best = Placement(case.data)
    for shift in answer.shifts:
        best.put(shift)
    optimum = assemble(case.data, best).objective
    report = staged(case, SANDWICH_S, deterministic=True).report
    bound = report.bound
    if bound is None and report.hit_time_limit:
        bound = total_bound(solve_guides(case.data, SolveLimits(seconds=30.0), None))
    return Sandwich(seed, bound, answer.bound, optimum, report.objective)


def assert_sandwich(found: Sandwich) -> None:
    """The exact model rounds the split to parts of an agent, so that its bound lies a little
    below what its roster costs."""
    assert found.bound is not None, found
    assert found.staged is not None, found
    assert found.proven == pytest.approx(found.optimum, rel=1e-2), found
    assert found.bound <= found.optimum + CENT, found
    assert found.staged >= found.proven - CENT, found


def test_random_centres_draw_every_rule_of_a_work_plan():
    """A rule added to the work plan belongs in the random centres too."""
    plans = [p for seed in range(60) for p in random_center(Random(seed)).planning.work_plans]
    drawn = {
        name
        for name, field in WorkPlan.model_fields.items()
        if any(getattr(plan, name) != field.default for plan in plans)
    }
    assert drawn | {"fte_hours_week"} == set(WorkPlan.model_fields)


@pytest.mark.parametrize("seed", QUICK_SEEDS)
def test_the_optimum_lies_between_the_bound_and_the_stages(seed):
    found = sandwich(seed, exact_s=20.0)
    assert found is not None
    assert_sandwich(found)
    assert found.above <= 2 * MOST_ABOVE


def assert_sound(case: Case, found: Schedule) -> None:
    """Audited at the audit's cost and above the bound, or infeasible beyond doubt."""
    status = found.report.status
    event(status.value)
    if status.has_solution:
        report = audit(case.planning, case.target, found.published, case.params)
        assert report.passed, [str(violation) for violation in report.violations]
        assert found.report.objective == pytest.approx(report.objective, abs=CENT)
        # An LP may use up so small a limit on a busy machine.
        assert found.report.bound is not None or found.report.hit_time_limit
        assert found.report.bound is None or found.report.bound <= report.objective + CENT
        assert not refused_weeks(case), "a folder is refused that has a roster"
    elif status is SolveStatus.INFEASIBLE:
        assert found.messages
        assert not exact_admits(case)


def refused_weeks(case: Case) -> list[str]:
    """Issues about work that no week can hold."""
    issues = check_planning(case.planning, needs_history=False)
    return [str(issue) for issue in issues if "asked for" in issue.message]


def check_random_center(pick: Random, weeks: int) -> None:
    """Prints the input of a centre that fails, to be read back as a case."""
    case = random_center(pick, weeks=weeks)
    try:
        assert_sound(case, staged(case, AUDIT_S, deterministic=True))
    except AssertionError:
        note(json.dumps(input_document(case)))
        raise


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(randoms, st.integers(1, 2))
def test_random_centres_pass_the_audit(pick, weeks):
    check_random_center(pick, weeks)


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(randoms, st.integers(1, 2))
def test_five_hundred_random_centres_pass_the_audit(pick, weeks):
    check_random_center(pick, weeks)


@pytest.mark.slow
def test_fifty_random_centres_lie_between_bound_and_stages(capsys):
    """The first fifty seeds whose optimum is proven in time."""
    tried = (sandwich(seed, exact_s=8.0) for seed in range(200))
    found = list(islice(filter(None, tried), 50))
    for one in found:
        assert_sandwich(one)
    above = [one.above for one in found]
    below = [(one.optimum - (one.bound or 0.0)) / one.optimum for one in found if one.optimum]
    with capsys.disabled():
        print(
            f"\n{len(found)} centres: stages {100 * mean(above):.3f} % above the optimum on"
            f" average, at most {100 * max(above):.3f} %; bound {100 * mean(below):.2f} % below"
        )
    assert len(found) == 50
    assert mean(above) <= MOST_ABOVE
