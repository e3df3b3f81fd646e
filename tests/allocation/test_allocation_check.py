"""The audit accepts what is right and names every kind of tampering."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from allocation_builders import make_data

from solver.allocation import AllocationParams, allocate, check_allocation

PARAMS = AllocationParams()


@pytest.fixture
def data():
    """An internal site of two skill groups beside two vendors."""
    return make_data(
        2,
        3,
        capable=[[True, True, True], [True, True, False]],
        is_internal=[True, False, False],
        rate=[10, 20, 30],
        fixed_fee=[0, 5, 0],
        commitment_hours=[0, 4, 8],
        capacity_hours=[np.inf, 9, np.inf],
        min_share=[0, 0.1, 0],
        max_share=[1, 1, 0.6],
        group_site=[0, 0],
        group_serves=[[True, False], [True, True]],
        group_hours=[[3], [4]],
    )


@pytest.fixture
def split(data):
    return allocate(data, PARAMS)


def rules_broken(data, split, params=PARAMS):
    return {violation.rule for violation in check_allocation(data, params, split).violations}


def with_contacts(data, split, contacts):
    """The split with other contacts and every figure that follows from them alone."""
    hours = contacts * data.hours_per_contact
    missing = np.maximum(0, data.commitment_hours[:, None] - hours.sum(axis=0))
    fees = data.fixed_fee[:, None] * (
        (contacts.sum(axis=0) > 0) | (data.commitment_hours > 0)[:, None]
    )
    cost = data.rate[:, None] * (hours.sum(axis=0) + missing) + fees
    return replace(
        split, contacts=contacts, hours=hours, shortfall_hours=missing, site_cost=cost,
        unserved=data.contacts - contacts.sum(axis=1),
    )  # fmt: skip


def changed(array, place, by):
    copy = array.copy()
    copy[place] += by
    return copy


def test_the_engines_split_passes_and_its_cost_is_the_audits(data, split):
    audit = check_allocation(data, PARAMS, split)
    assert audit.passed
    assert audit.objective == split.report.objective
    assert audit.cost_terms == split.report.cost_terms
    assert set(audit.cost_terms) == {"productive_hours", "fixed_fees", "take_or_pay", "unserved"}


def test_lost_contacts(data, split):
    bad = replace(split, unserved=changed(split.unserved, (0, 0), 0.01))
    assert "demand" in rules_broken(data, bad)


def test_negative_contacts(data, split):
    contacts = changed(split.contacts, (0, 0, 0), -500)
    assert "non_negative" in rules_broken(data, with_contacts(data, split, contacts))


def test_contacts_at_a_site_that_cannot_serve_them(data, split):
    contacts = changed(changed(split.contacts, (1, 1, 0), -1), (1, 2, 0), 1)
    assert rules_broken(data, with_contacts(data, split, contacts)) >= {"capability"}


def test_hours_that_do_not_follow_from_the_contacts(data, split):
    bad = replace(split, hours=changed(split.hours, (0, 1, 0), 0.001))
    assert rules_broken(data, bad) == {"hours"}


def test_hours_above_capacity(data, split):
    contacts = np.zeros_like(split.contacts)
    contacts[:, 1, 0] = [50, 41]
    assert "capacity" in rules_broken(data, with_contacts(data, split, contacts))
    contacts[1, 1, 0] = 40
    assert "capacity" not in rules_broken(data, with_contacts(data, split, contacts))


def test_people_working_more_than_their_hours(data, split):
    bad = replace(split, group_hours=changed(split.group_hours, (0, 0, 0), 0.01))
    violations = check_allocation(data, PARAMS, bad).violations
    assert any("group 0 spends" in v.message for v in violations)


def test_people_on_a_queue_they_have_no_skill_for(data, split):
    bad = replace(split, group_hours=changed(split.group_hours, (0, 1, 0), 0.01))
    violations = check_allocation(data, PARAMS, bad).violations
    assert any(v.queue == "queue1" and "not the skill" in v.message for v in violations)


def test_internal_hours_that_nobody_works(data, split):
    assert split.hours[:, 0].sum() > 0
    bad = replace(split, group_hours=split.group_hours * 0.5)
    violations = check_allocation(data, PARAMS, bad).violations
    assert {v.rule for v in violations} == {"people"}
    assert {v.site for v in violations} == {"site0"}


def test_share_above_the_maximum(data, split):
    contacts = np.zeros_like(split.contacts)
    contacts[0, 2, 0] = 61
    assert "max_share" in rules_broken(data, with_contacts(data, split, contacts))


def test_share_below_the_minimum_of_a_used_site(data, split):
    contacts = np.zeros_like(split.contacts)
    contacts[0, 1, 0] = 19
    assert "min_share" in rules_broken(data, with_contacts(data, split, contacts))
    contacts[0, 1, 0] = 0
    idle = with_contacts(data, split, contacts)
    assert "min_share" not in rules_broken(data, idle)
    assert "min_share" in rules_broken(data, idle, AllocationParams(min_share_always=True))


def test_unserved_contacts_where_none_are_allowed(data, split):
    contacts = split.contacts * 0.5
    halved = with_contacts(data, split, contacts)
    assert "serve_everything" not in rules_broken(data, halved)
    serve_all = AllocationParams(allow_unserved=False)
    assert "serve_everything" in rules_broken(data, halved, serve_all)


def test_shortfall_that_hides_a_commitment(data, split):
    assert split.shortfall_hours[2, 0] == pytest.approx(2)
    bad = replace(split, shortfall_hours=split.shortfall_hours * 0)
    assert rules_broken(data, bad) == {"take_or_pay"}


def test_site_cost_that_is_not_the_contracts(data, split):
    bad = replace(split, site_cost=changed(split.site_cost, (1, 0), -0.02))
    assert rules_broken(data, bad) == {"site_cost"}


def test_objective_that_is_not_the_cost(data, split):
    bad = replace(split, report=replace(split.report, objective=split.report.objective - 0.02))
    assert rules_broken(data, bad) == {"objective"}
    assert "objective" in rules_broken(
        data, replace(split, report=replace(split.report, objective=None))
    )


def test_figures_that_are_not_numbers(data, split):
    assert rules_broken(data, replace(split, hours=split.hours * np.nan)) == {"shape"}


def test_arrays_of_another_shape(data, split):
    assert rules_broken(data, replace(split, contacts=split.contacts[:1])) == {"shape"}


def test_another_inputs_split(data, split):
    assert rules_broken(data, replace(split, sites=("a", "b", "c"))) == {"shape"}


def test_a_violation_names_rule_place_and_week(data, split):
    bad = replace(split, hours=changed(split.hours, (0, 1, 0), 1))
    (violation,) = check_allocation(data, PARAMS, bad).violations
    assert str(violation).startswith("[hours] queue0, site1, 2026-03-02: ")
