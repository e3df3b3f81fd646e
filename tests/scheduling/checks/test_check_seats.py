from schedule_builders import day, found, make_agent, make_planning, make_shift, run_audit

NAMES = ("ann", "bob", "cid")


def report_on(starts, seats, number=0):
    planning = make_planning([make_agent(name) for name in NAMES], seats=seats)
    shifts = [
        make_shift(planning, name, day(number), start)
        for name, start in zip(NAMES, starts, strict=False)
    ]
    return run_audit(planning, shifts)


def test_as_many_agents_as_seats_pass():
    assert report_on(["08:00", "08:30"], seats=2).passed


def test_one_agent_too_many_is_named_with_its_time():
    report = report_on(["08:00", "12:00", "15:30"], seats=2, number=3)
    assert found(report) == [("seats", None, day(3))]
    assert report.violations[0].message == "3 agents on shift between 15:30 and 16:30, 2 seats"


def test_a_seat_is_free_at_the_moment_a_shift_ends():
    assert report_on(["00:00", "08:30", "17:00"], seats=1).passed


def test_breaks_take_a_seat():
    """On a break of the one, the other would have to share its seat."""
    report = report_on(["08:00", "09:00"], seats=1)
    assert report.violations[0].message == "2 agents on shift between 09:00 and 16:30, 1 seat"


def test_a_site_without_limit_passes():
    assert report_on(["08:00", "08:00", "08:00"], seats=None).passed
