"""Syntax tree to canonical text, in English or Dutch keywords."""
