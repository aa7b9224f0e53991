"""Settings of all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no reason to fail: nothing here is a test of speed.
settings.register_profile(
    "relaysim", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("relaysim")


@pytest.fixture(scope="session", autouse=True)
def _nothing_fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The terrain that someone has fetched to this machine is not there for the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELAYSIM_DATA", str(tmp_path_factory.mktemp("nothing-fetched")))
        # Nor are losses that someone has computed here: what the tests find in the cache they have put there.
        patch.setenv("RELAYSIM_CACHE_DIR", str(tmp_path_factory.mktemp("losses")))
        yield
