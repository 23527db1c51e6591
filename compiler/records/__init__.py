"""Provider data in: JSON, JSON Lines and CSV -> typed facts, with every bad cell reported at its place."""

from compiler.records.door import Door, read_provider
from compiler.records.form import Form
from compiler.records.problems import Place, Problem
from compiler.records.providers import Judgement, Provider, Reading
from compiler.records.reading import read_providers

__all__ = ["Door", "Form", "Judgement", "Place", "Problem", "Provider", "Reading", "read_provider", "read_providers"]
