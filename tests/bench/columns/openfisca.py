"""The same decisions in OpenFisca, a variable for each criterion: vectorised over NumPy arrays, two-valued, in float32, and so of
providers of whom all is known."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl

PERIOD = "2025"
Formula = Callable[[Any, Any], Any]
Arrays = Mapping[str, Any]


class Simulated:
    """A simulation that holds its inputs. `decide` works the criteria and the decision out anew."""

    def __init__(self, formulas: Mapping[str, Formula], inputs: Arrays, members: Arrays, above: Any = None) -> None:
        from openfisca_core.entities import build_entity
        from openfisca_core.simulation_builder import SimulationBuilder
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem

        roles = [{"key": "member", "plural": "members", "label": "member"}]
        person = build_entity("member" if members else "provider", "persons", "", is_person=True)
        judged = build_entity("provider", "providers", "", roles=roles) if members else person
        system = TaxBenefitSystem([person, judged] if members else [person])
        for name, values in (*inputs.items(), *members.items()):
            _add(system, name, person if name in members else judged, _type(values))
        for name, formula in formulas.items():
            _add(system, name, judged, bool, formula)
        self.names = [*formulas]
        count = len(next(iter(inputs.values())))
        builder = SimulationBuilder()
        if not members:
            self.simulation = builder.build_default_simulation(system, count)
        else:
            builder.create_entities(system)
            builder.declare_person_entity("member", np.arange(len(above)))
            providers = builder.declare_entity("provider", np.arange(count))
            builder.join_with_persons(providers, above, ["member"] * len(above))
            self.simulation = builder.build(system)
        for name, values in (*inputs.items(), *members.items()):
            self.simulation.set_input(name, PERIOD, values)

    def decide(self) -> Any:
        for name in self.names:
            self.simulation.delete_arrays(name)
        return self.simulation.calculate(self.names[-1], PERIOD)


def _type(values: Any) -> type:
    return bool if values.dtype == np.bool_ else int if values.dtype == np.int32 else float


def _add(system: Any, name: str, entity: Any, kind: type, formula: Formula | None = None) -> None:
    from openfisca_core.periods import DateUnit
    from openfisca_core.variables import Variable

    settings: dict[str, Any] = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    if formula is not None:
        settings["formula"] = formula
    system.add_variable(builtins.type(name, (Variable,), settings))


def _eligible(*names: str) -> Formula:
    def formula(provider: Any, period: Any) -> Any:
        found = provider(names[0], period)
        for each in names[1:]:
            found = found & provider(each, period)
        return found

    return formula


def organisation(frame: pl.DataFrame) -> Simulated:
    formulas: dict[str, Formula] = {
        "c_form": lambda each, on: (each("legal_form", on) == 0) | (each("legal_form", on) == 1),
        "c_age": lambda each, on: each("founded", on) <= 19722,
        "c_scale": lambda each, on: each("patients_served", on) >= 100_000,
        "c_participation": lambda each, on: each("participating", on) * 100 >= each("practices", on) * 80,
        "c_code": lambda each, on: each("follows_code", on),
        "c_data": lambda each, on: each("shares_data", on),
        "c_audited": lambda each, on: each("audited", on) | (each("patients_served", on) < 150_000),
    }
    forms = pl.Enum(["foundation", "cooperative", "private company", "partnership"])
    inputs = {
        name: frame[name].to_numpy().astype(np.float32) for name in ("practices", "participating", "patients served")
    }
    inputs |= {name: frame[name].to_numpy() for name in ("follows code", "shares data", "audited")}
    inputs["founded"] = frame["founded"].to_physical().to_numpy().astype(np.int32)
    inputs["legal form"] = frame["legal form"].cast(forms).to_physical().to_numpy().astype(np.int32)
    named = {name.replace(" ", "_"): values for name, values in inputs.items()}
    return Simulated({**formulas, "eligible": _eligible(*formulas)}, named, {})


def practice(frame: pl.DataFrame) -> Simulated:
    formulas: dict[str, Formula] = {
        "c_questionnaire": lambda each, on: each("assessed", on),
        "c_fixed": lambda each, on: each.any(each.members("position", on) != 3),
        "c_staffing": lambda each, on: each.sum(each.members("fte", on)) * 3000 >= each("patients", on),
    }
    doctors = frame["doctors"].explode(empty_as_null=False, keep_nulls=False)
    above = np.repeat(np.arange(frame.height), frame["doctors"].list.len().to_numpy())
    positions = pl.Enum(["employed", "self-employed", "owner", "locum"])
    inputs = {
        "patients": frame["registered patients"].to_numpy().astype(np.float32),
        "assessed": frame["questionnaire assessed positively"].to_numpy(),
    }
    members = {
        "fte": doctors.struct.field("fte").cast(pl.Float32).to_numpy(),
        "position": doctors.struct.field("position").cast(positions).to_physical().to_numpy().astype(np.int32),
    }
    return Simulated({**formulas, "eligible": _eligible(*formulas)}, inputs, members, above)


OPENFISCA: dict[str, Callable[[pl.DataFrame], Simulated]] = {"practice": practice, "organisation": organisation}
