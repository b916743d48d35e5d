"""How many examples a property is tried on."""

from hypothesis import settings


def examples(n: int) -> int:
    """Return `n` in the whole run, in the fast one (`--fast`) no more than its profile has, as for every property that names no number."""
    return min(n, settings.default.max_examples) if settings.get_current_profile_name() == "fast" else n
