"""Measurements; each module runs on its own with `python -m`."""
