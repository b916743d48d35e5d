"""What the networks that are trained here have in common: how they normalise, how places turn queries and keys, batches of like length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import torch

_T = TypeVar("_T")


def norm(given: torch.Tensor, gain: torch.Tensor) -> torch.Tensor:
    """Return `given` by its root mean square, times `gain`; exactly, and in its own type."""
    exact = given.float()
    return (exact * torch.rsqrt(exact.pow(2).mean(-1, keepdim=True) + 1e-6) * gain.float()).to(given.dtype)


def turned(given: torch.Tensor, base: float) -> torch.Tensor:
    """Return queries or keys, `[batch, heads, places, width]`, turned by their places (Su et al., "RoFormer", 2021)."""
    width = given.shape[-1]
    angles = torch.arange(given.shape[2])[:, None] / base ** (torch.arange(0, width, 2) / width)
    cos, sin = angles.cos().to(given.dtype), angles.sin().to(given.dtype)
    one, two = given[..., : width // 2], given[..., width // 2 :]
    return torch.cat([one * cos - two * sin, two * cos + one * sin], -1)


def batches(given: Sequence[_T], chance: np.random.Generator, length: Callable[[_T], float], *, at_once: int, run: int) -> list[list[_T]]:
    """Return every example once, in a random order of batches of at most `at_once`, alike in length within runs of about `run`."""
    order = chance.permutation(len(given))
    runs = np.array_split(order, max(1, len(order) // run))
    near = np.concatenate([sorted(one, key=lambda i: length(given[i])) for one in runs])
    found = [[given[i] for i in near[first : first + at_once]] for first in range(0, len(near), at_once)]
    chance.shuffle(found)
    return found
