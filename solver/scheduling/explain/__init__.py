"""Why a schedule cannot be made, and what its input will not let it reach, in planners' words."""

from solver.scheduling.explain.causes import explain_infeasible
from solver.scheduling.explain.thin import explain_thin

__all__ = ["explain_infeasible", "explain_thin"]
