"""Verdicts and diagnostics as text and JSON, in English and in Dutch."""
