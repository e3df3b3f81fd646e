"""Queueing formulas: pure functions on arrays, below all stages."""

from solver.queueing.erlang import (
    ErlangAMetrics,
    ErlangCMetrics,
    erlang_a_metrics,
    erlang_b,
    erlang_c,
    erlang_c_metrics,
)
from solver.queueing.staffing import (
    GOAL_NAMES,
    SL_VARIANTS,
    ServersRequired,
    servers_required,
)

__all__ = [
    "GOAL_NAMES",
    "SL_VARIANTS",
    "ErlangAMetrics",
    "ErlangCMetrics",
    "ServersRequired",
    "erlang_a_metrics",
    "erlang_b",
    "erlang_c",
    "erlang_c_metrics",
    "servers_required",
]
