"""Report: the output folder of a plan, written whole and read back.

`write_plan` writes CSVs, plan.json, plan.xlsx, calendars, exports for other systems and one
offline page; `read_output` reads the folder again for `verify` and `evaluate`,
`read_schedule_xlsx` an edited workbook, and `rebuild` renders the folder anew after an edit.
"""

from solver.report.reader import read_output
from solver.report.rebuild import rebuild
from solver.report.shifts_in import read_schedule_xlsx
from solver.report.stored import StoredPlan, StoredSite
from solver.report.table import write_csv
from solver.report.writer import result_tables, write_plan

__all__ = [
    "StoredPlan",
    "StoredSite",
    "read_output",
    "read_schedule_xlsx",
    "rebuild",
    "result_tables",
    "write_csv",
    "write_plan",
]
