"""`staffcast report`: the headline figures of a plan that was made before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from solver.cli.exits import reported_errors
from solver.cli.options import OutputFolder

if TYPE_CHECKING:
    from solver.report.headline import Headline


def report_command(out: OutputFolder) -> None:
    """Print the headline figures of an output folder and say where its report is."""
    from solver.cli.summary import print_files, print_headline
    from solver.report import read_output

    with reported_errors():
        stored = read_output(out)
    print_headline(_headline(stored.document["headline"]), stored.planning.center.currency)
    print_files(out)


def _headline(content: Mapping[str, Any]) -> Headline:
    from solver.report.headline import Headline, QueueService, SiteHeadline

    return Headline(
        services=tuple(QueueService(**one) for one in content["services"]),
        sites=tuple(SiteHeadline(**one) for one in content["sites"]),
        wages=content["wages"],
        vendor_cost=content["vendor_cost"],
        contacts=content["contacts"],
        unserved=content["unserved"],
    )
