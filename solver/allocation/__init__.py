"""Volumes, sites and contracts to a vendor split: `allocate`."""

from solver.allocation.baseline import baseline_cost
from solver.allocation.check import AllocationAudit, AllocationViolation, check_allocation
from solver.allocation.data import AllocationData
from solver.allocation.engine import allocate
from solver.allocation.params import AllocationParams
from solver.allocation.prepare import allocation_data
from solver.allocation.result import Allocation

__all__ = [
    "Allocation",
    "AllocationAudit",
    "AllocationData",
    "AllocationParams",
    "AllocationViolation",
    "allocate",
    "allocation_data",
    "baseline_cost",
    "check_allocation",
]
