"""Compiled step of a bracketing root search."""

from __future__ import annotations

from solver.queueing.compiled import kernel


@kernel("float64(float64, float64, float64, float64, float64, float64)")
def next_share(a: float, fa: float, b: float, fb: float, c: float, fc: float) -> float:
    """Where to look next between `a` and `b`, as a share of the way from `a` to `b`.

    `a` is the latest point, `b` the other end of the bracket, `c` the point last dropped:
    inverse quadratic interpolation where it is known to be safe, else the middle (Chandrupatla
    1997). Its looks are never many more than those of bisection.
    """
    xi = (a - b) / (c - b)
    phi = (fa - fb) / (fc - fb)
    if phi * phi < xi and (1.0 - phi) * (1.0 - phi) < 1.0 - xi:
        share = fa / (fb - fa) * fc / (fb - fc)
        return share + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    return 0.5
