"""Build hook: make the parser's tables at set-up, so that the first `meetlat` of a user does not have to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TablesHook(BuildHookInterface[Any]):
    """Tables fit one version of Python and Lark; any other makes its own on first use."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        try:
            from dsl.parsing.tables import parser

            for language in ("en", "nl"):
                parser(language)
        finally:
            sys.path.remove(self.root)
        made = Path(self.root, "dsl", "parsing").glob("tables-*.bin")
        build_data["artifacts"].extend(f"/dsl/parsing/{path.name}" for path in made)
