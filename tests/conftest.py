"""Settings that all tests share."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from hypothesis import HealthCheck, settings

# No deadline: the first parse reads the parser's tables. Large trees are filtered and drawn slowly now and then.
_CALM = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example)

# `quick` draws the same cases in every run, so that a change is what makes a run differ; `thorough` looks for new ones.
settings.register_profile("quick", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_CALM)
settings.register_profile("thorough", max_examples=2_000, deadline=None, suppress_health_check=_CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# What is parsed is kept in a folder of this run, never in the user's: no test sees what another run left.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="meetlat-tests-")
os.environ.pop("MEETLAT_NO_CACHE", None)
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)
