"""One case of one stage in a process of its own, so that its memory and CPU are its own.

Prints one JSON object a line: a row, `note` on a row that is missing, or `skipped` with the reason.
With the option `baselines` those of the stage follow.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from instances._bench_rows import SkippedError, peak_mib

BASELINES = "baselines"
STAGES = ("forecast", "requirements", "allocation", "schedule", "plan")


def stage_module(stage: str) -> ModuleType:
    return import_module(f"instances._bench_{stage}")


def plain(value: Any) -> Any:
    """Numbers that JSON does not know become null."""
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return None
    return value


def main(argv: Sequence[str]) -> int:
    stage, case, seed, limit, *options = argv
    module = stage_module(stage)
    try:
        rows = module.run(case, int(seed), float(limit) if limit else None)
    except SkippedError as reason:
        print(json.dumps({"case": case, "skipped": str(reason)}))
        return 0
    for row in rows:
        figures = {key: plain(value) for key, value in row.items()}
        print(json.dumps({"peak_mib": peak_mib(), **figures}))
    if BASELINES in options and hasattr(module, "baselines"):
        for row in module.baselines(case, int(seed)):
            print(json.dumps({key: plain(value) for key, value in row.items()}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
