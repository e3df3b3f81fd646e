"""The folder exports/ of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from solver.domain import NamedShift, PlanningData, SiteKind
from solver.report.calendars import file_stems
from solver.report.document import json_text
from solver.report.exports.activity_codes import EXPORTS_FOLDER, activity_codes, codes_table
from solver.report.exports.calabrio import demand_table, staffing_table
from solver.report.exports.genesys import genesys_schedule
from solver.report.table import write_csv
from solver.requirements.result import Requirements


def write_exports(
    planning: PlanningData,
    shifts: Sequence[NamedShift],
    requirements: Sequence[Requirements],
    folder: Path,
    stored: Mapping[str, str],
) -> None:
    """Write `folder/exports`: a Genesys schedule of every in-house site, the Calabrio demand and
    expected staffing of every vendor with volume, and the activity codes, of which `stored` are
    kept.
    """
    place = folder / EXPORTS_FOLDER
    place.mkdir()
    codes = activity_codes(planning, shifts, stored)
    write_csv(codes_table(codes), place)
    internal = [site.site for site in planning.internal_sites]
    for site, stem in file_stems("genesys", internal).items():
        text = json_text(genesys_schedule(planning, site, shifts, codes))
        (place / f"{stem}.json").write_bytes(text.encode())
    vendors = {
        one.site: one for one in requirements if planning.site(one.site).kind is SiteKind.BPO
    }
    demand, staffing = (file_stems(f"calabrio-{kind}", vendors) for kind in ("demand", "staffing"))
    for site, one in vendors.items():
        write_csv(demand_table(demand[site], one), place)
        write_csv(staffing_table(staffing[site], one), place)
