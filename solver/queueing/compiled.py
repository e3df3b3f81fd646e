"""How kernels are compiled: once, for one signature, kept on disk, without the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(signature: str) -> Callable[[Function], Function]:
    """Compile a function for `signature` at import, or load it from numba's cache.

    The cache of a function is dropped when its own file changes. A kernel that calls one of
    another file keeps the old code of that one until `__pycache__` is removed.
    """
    decorate = numba.njit(signature, cache=True, nogil=True, error_model="numpy")
    return cast(Callable[[Function], Function], decorate)


def lazy_kernel(function: Function) -> Function:
    """Compile at the first call, for the types it is called with; for kernels on tuples of arrays,
    whose signatures nobody could read."""
    compiled: Function = numba.njit(cache=True, nogil=True)(function)
    return compiled


def fast_kernel(function: Function) -> Function:
    """As `lazy_kernel`, and the compiler may reorder sums and maxima, so that loops over arrays
    run on vector instructions. For functions without NaN, infinity or a need for exact order."""
    compiled: Function = numba.njit(cache=True, nogil=True, fastmath=True)(function)
    return compiled
