"""Small pieces of HTML; every one escapes the text it is given."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

UNKNOWN = "–"
_SHOWN = 12


def esc(text: object) -> str:
    return html.escape(str(text), quote=True)


def percent(value: float | None, digits: int = 1) -> str:
    return UNKNOWN if value is None else f"{100 * value:.{digits}f} %"


def money(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"


def amount(value: float | None, digits: int = 1) -> str:
    return UNKNOWN if value is None else f"{value:,.{digits}f}"


def count_of(violations: int) -> str:
    return "1 violation" if violations == 1 else f"{violations:,} violations"


def html_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], text_columns: int = 1, caption: str = ""
) -> str:
    """A table of plain text; columns after the first `text_columns` hold figures."""

    def cells(row: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{'' if c < text_columns else ' class=n'}>{esc(cell)}</{tag}>"
            for c, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    note = f"<p class=source>{esc(caption)}</p>" if caption else ""
    head = f"<thead><tr>{cells(header, 'th')}</tr></thead>"
    # Scrollable boxes take the keyboard's focus so that they can be scrolled without a mouse.
    return f"<div class=scroll tabindex=0><table>{head}<tbody>{body}</tbody></table></div>{note}"


def listed(items: Sequence[tuple[str, str]]) -> str:
    """A list of who and what; a long one opens on demand."""

    def rows(part: Sequence[tuple[str, str]]) -> str:
        lines = "".join(f"<li><b>{esc(who)}</b> {esc(text)}</li>" for who, text in part)
        return f"<ul class=messages>{lines}</ul>"

    rest = items[_SHOWN:]
    if not rest:
        return rows(items)
    more = f"<details><summary>{len(rest):,} more</summary>{rows(rest)}</details>"
    return rows(items[:_SHOWN]) + more


def card(key: str, title: str, lede: str, body: str, short: str = "") -> str:
    """A section of the page; `body` is markup already, `short` its name in the navigation."""
    return (
        f'<section class=card id="{esc(key)}" data-short="{esc(short)}"><h2>{esc(title)}</h2>'
        f"<p class=lede>{esc(lede)}</p>{body}</section>"
    )


def tile(label: str, value: str, note: str, tone: str = "") -> str:
    """A headline figure."""
    mark = f" {tone}" if tone else ""
    return (
        f'<div class="tile{mark}"><div class=label>{esc(label)}</div>'
        f"<div class=value>{esc(value)}</div><div class=note>{esc(note)}</div></div>"
    )
