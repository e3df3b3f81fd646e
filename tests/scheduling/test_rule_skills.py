"""Two agents on shift, one interval looked at: how many of them can serve chats?"""

import pytest
from rule_cases import exact_model, make_case, solvable
from schedule_builders import make_agent, make_plan, make_queue, plain_template

from solver.scheduling.models import AGENT_PARTS

QUEUES = [make_queue("calls"), make_queue("chats")]
PLAN = make_plan(shifts=[plain_template(earliest_start="08:00", latest_start="08:00")])
AT_NOON = 24


def serving_chats(*skills):
    agents = [make_agent(name, text) for name, text in zip(("ann", "bob"), skills, strict=True)]
    case = make_case(agents, [PLAN], QUEUES)
    m = exact_model(case, [(0, 0, "08:00"), (1, 0, "08:00")])
    return m, [v for (_, queue, at), v in m.serves.items() if (queue, at) == (1, AT_NOON)]


@pytest.mark.parametrize(
    ("skills", "needed", "admitted"),
    [
        (("calls|chats", "calls|chats"), 2, True),
        (("calls", "calls|chats"), 2, False),
        (("calls", "calls|chats"), 1, True),
    ],
)
def test_only_holders_of_the_skill_serve_its_queue(skills, needed, admitted):
    m, chats = serving_chats(*skills)
    m.model.add(sum(chats) >= needed * AGENT_PARTS)
    assert solvable(m.model) is admitted


def test_those_present_are_all_on_some_queue():
    m, _ = serving_chats("calls|chats", "calls|chats")
    everything = [v for (_, _, at), v in m.serves.items() if at == AT_NOON]
    m.model.add(sum(everything) != 2 * AGENT_PARTS)
    assert not solvable(m.model)


def test_nobody_serves_without_the_skill():
    m, _ = serving_chats("calls", "calls")
    assert {queue for _, queue, _ in m.serves} == {0}
