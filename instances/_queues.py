"""Queues of a generated centre, and the catalogue that the command line draws from."""

from __future__ import annotations

from dataclasses import replace

from instances.spec import EVENING_PEAKS, CenterSpec, QueueSpec
from solver.domain import Channel, Queue

CATALOGUE = (
    QueueSpec(
        queue="billing",
        family="billing",
        channel=Channel.VOICE,
        workload_share=0.28,
        aht_s=330.0,
        opening_hours="Mon-Sat 08:00-20:00",
    ),
    QueueSpec(
        queue="tech",
        family="tech",
        channel=Channel.VOICE,
        workload_share=0.36,
        aht_s=480.0,
        opening_hours="Mon-Sun 07:00-22:00",
        weekday_factors=(1.15, 1.03, 1.0, 0.98, 0.97, 0.72, 0.55),
        sl_seconds=30.0,
    ),
    QueueSpec(
        queue="chat",
        family="chat",
        channel=Channel.CHAT,
        workload_share=0.22,
        aht_s=600.0,
        opening_hours="Mon-Sun 08:00-22:00",
        weekday_factors=(1.05, 1.02, 1.0, 1.0, 1.0, 0.8, 0.65),
        peaks=EVENING_PEAKS,
        sl_seconds=60.0,
        concurrency=2,
        max_occupancy=0.85,
    ),
    QueueSpec(
        queue="email",
        family="email",
        channel=Channel.EMAIL,
        workload_share=0.14,
        aht_s=420.0,
        opening_hours="Mon-Fri 08:00-18:00",
        abandon_rate=0.0,
        sl_target=None,
        sl_seconds=None,
        max_occupancy=None,
        patience_s=None,
        response_hours=24.0,
    ),
)


def queue_catalogue(count: int, languages: tuple[str, ...]) -> tuple[QueueSpec, ...]:
    """`count` queues: billing, tech, chat and email in the first language, then in the next.

    A later language has a third of the volume of the one before it. With one language the names
    are plain. Raises `ValueError` when the languages do not suffice.
    """
    if not 1 <= count <= len(CATALOGUE) * len(languages):
        raise ValueError(
            f"queues: {count} queues asked for; {len(languages)} language(s) give 1 to"
            f" {len(CATALOGUE) * len(languages)}"
        )
    queues = []
    for number in range(count):
        kind = CATALOGUE[number % len(CATALOGUE)]
        order = number // len(CATALOGUE)
        suffix = f"_{languages[order]}" if len(languages) > 1 else ""
        queues.append(
            replace(
                kind,
                queue=kind.queue + suffix,
                family=kind.family + suffix,
                workload_share=kind.workload_share / 3**order,
            )
        )
    return tuple(queues)


def build_queues(spec: CenterSpec) -> tuple[Queue, ...]:
    return tuple(
        Queue(
            queue=q.queue,
            channel=q.channel,
            skill=q.family,
            sl_target=q.sl_target,
            sl_seconds=q.sl_seconds,
            max_occupancy=q.max_occupancy,
            patience_s=q.patience_s,
            concurrency=q.concurrency,
            response_hours=q.response_hours,
            opening_hours=q.opening_hours,
            shrinkage_in_office=spec.shrinkage_in_office,
            shrinkage_out_office=spec.shrinkage_out_office,
        )
        for q in spec.queues
    )
