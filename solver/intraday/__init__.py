"""Intraday: what agents really did beside what the schedule asked of them.

`measure_adherence` turns agent states and published shifts into adherence, conformance,
exceptions by kind, intervals at risk and the presence a site should be planned with.
"""

from solver.intraday.adherence import measure_adherence
from solver.intraday.data import AdherenceData, SiteNeed, StateEvent
from solver.intraday.events import close_open_states, event_issues
from solver.intraday.params import AdherenceParams, Gaps
from solver.intraday.result import (
    Adherence,
    AgentDays,
    ExceptionKind,
    ExceptionRuns,
    SiteIntervals,
    SitePresence,
    adherence_share,
    conformance_share,
)
from solver.intraday.states import AgentState, Duty, duty_of_activity, duty_of_state, state_named

__all__ = [
    "Adherence",
    "AdherenceData",
    "AdherenceParams",
    "AgentDays",
    "AgentState",
    "Duty",
    "ExceptionKind",
    "ExceptionRuns",
    "Gaps",
    "SiteIntervals",
    "SiteNeed",
    "SitePresence",
    "StateEvent",
    "adherence_share",
    "close_open_states",
    "conformance_share",
    "duty_of_activity",
    "duty_of_state",
    "event_issues",
    "measure_adherence",
    "state_named",
]
