"""Queueing formulas: pure functions on arrays, below all stages.

Erlang B, C and A stand here. The others have modules of their own, whose kernels are compiled
when they are imported: `chat`, `retrials`, `mixed_rate` and `rate_paths` (uncertain rates),
`carried` (the inverse), `changing_load` and `transient`, and the `backlog_*` modules.
"""

from solver.queueing.erlang import (
    ErlangAMetrics,
    ErlangCMetrics,
    erlang_a_metrics,
    erlang_b,
    erlang_c,
    erlang_c_metrics,
)
from solver.queueing.goals import GOAL_NAMES, SL_VARIANTS, ServersRequired
from solver.queueing.staffing import servers_required

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
