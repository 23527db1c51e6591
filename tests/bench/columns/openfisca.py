"""The same decisions in OpenFisca, a variable for each criterion: vectorised over NumPy arrays, two-valued, in float32, and so of
providers of whom all is known. Choices are its enums, dates its dates, elements of a list the members of a provider."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
from attrs import define, frozen
from openfisca_core.indexed_enums import Enum, EnumArray

from tests.bench.columns.registers import LEGAL_FORMS, POSITIONS

PERIOD = "2025"
Formula = Callable[[Any, Any], Any]
LegalForm = Enum("LegalForm", {each: each for each in LEGAL_FORMS})  # type: ignore[misc]
Position = Enum("Position", {each: each for each in POSITIONS})  # type: ignore[misc]


@frozen
class Input:
    """A column of the register as an input variable; `of` what it is: bool, float, a date or an enum."""

    column: str
    of: Any

    @property
    def name(self) -> str:
        return self.column.replace(" ", "_")

    def array(self, cells: pl.Series) -> Any:
        """As the variable holds it, the quickest way: an enum takes texts too, but sorts them all."""
        if self.of is np.datetime64:
            return cells.to_numpy().astype("datetime64[D]")
        if self.of is float:
            return cells.cast(pl.Float32).to_numpy()
        if self.of is bool:
            return cells.to_numpy()
        places = cells.cast(pl.Enum([each.name for each in self.of])).to_physical().to_numpy()
        return EnumArray(places, self.of)


@frozen
class Model:
    """A policy. `members` are inputs of the elements of the list `listed`."""

    formulas: Mapping[str, Formula]
    inputs: tuple[Input, ...]
    listed: str | None = None
    members: tuple[Input, ...] = ()


@define
class System:
    """A model as a tax and benefit system, made once for whatever is to be decided."""

    model: Model
    made: Any = None
    person: Any = None

    def __attrs_post_init__(self) -> None:
        from openfisca_core.entities import build_entity
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem

        nested = bool(self.model.members)
        roles = [{"key": "member", "plural": "members", "label": "member"}]
        self.person = build_entity("member" if nested else "provider", "persons", "", is_person=True)
        judged = build_entity("provider", "providers", "", roles=roles) if nested else self.person
        self.made = TaxBenefitSystem([self.person, judged] if nested else [self.person])
        for each in self.model.inputs:
            _add(self.made, each.name, judged, each.of)
        for each in self.model.members:
            _add(self.made, each.name, self.person, each.of)
        for name, formula in self.model.formulas.items():
            _add(self.made, name, judged, bool, formula)

    def simulated(self, frame: pl.DataFrame) -> Any:
        """A simulation that holds the inputs."""
        from openfisca_core.simulation_builder import SimulationBuilder

        builder = SimulationBuilder()
        found = {each.name: each.array(frame[each.column]) for each in self.model.inputs}
        if self.model.listed is None:
            simulation = builder.build_default_simulation(self.made, frame.height)
        else:
            lists = frame[self.model.listed]
            elements = lists.explode(empty_as_null=False, keep_nulls=False)
            above = np.repeat(np.arange(frame.height), lists.list.len().to_numpy())
            found |= {each.name: each.array(elements.struct.field(each.column)) for each in self.model.members}
            builder.create_entities(self.made)
            builder.declare_person_entity("member", np.arange(len(above)))
            providers = builder.declare_entity("provider", np.arange(frame.height))
            builder.join_with_persons(providers, above, np.zeros(len(above), dtype=np.int64))
            simulation = builder.build(self.made)
        for name, values in found.items():
            simulation.set_input(name, PERIOD, values)
        return simulation

    def decided(self, simulation: Any) -> Any:
        """The criteria and the decision, worked out anew."""
        names = [*self.model.formulas]
        for name in names:
            simulation.delete_arrays(name)
        return simulation.calculate(names[-1], PERIOD)


def _add(system: Any, name: str, entity: Any, kind: Any, formula: Formula | None = None) -> None:
    import datetime

    from openfisca_core.periods import DateUnit
    from openfisca_core.variables import Variable

    settings: dict[str, Any] = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    if kind is np.datetime64:
        settings["value_type"] = datetime.date
    elif kind not in (bool, float):
        settings |= {"value_type": Enum, "possible_values": kind, "default_value": next(iter(kind))}
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


def _whole(formulas: Mapping[str, Formula], *inputs: Input, **nested: Any) -> Model:
    return Model({**formulas, "eligible": _eligible(*formulas)}, inputs, **nested)


FOUNDATION, COOPERATIVE, COMPANY, _ = LegalForm
LOCUM = [*Position][-1]

ORGANISATION = _whole(
    {
        "c_form": lambda each, on: (each("legal_form", on) == FOUNDATION) | (each("legal_form", on) == COOPERATIVE),
        "c_age": lambda each, on: each("founded", on) <= np.datetime64("2023-12-31"),
        "c_scale": lambda each, on: each("patients_served", on) >= 100_000,
        "c_participation": lambda each, on: each("participating", on) * 100 >= each("practices", on) * 80,
        "c_code": lambda each, on: each("follows_code", on),
        "c_data": lambda each, on: each("shares_data", on),
        "c_audited": lambda each, on: each("audited", on) | (each("patients_served", on) < 150_000),
    },
    *(Input(each, float) for each in ("practices", "participating", "patients served")),
    *(Input(each, bool) for each in ("follows code", "shares data", "audited")),
    Input("founded", np.datetime64),
    Input("legal form", LegalForm),
)

CONTRACT = _whole(
    {
        "c_registration": lambda each, on: each("registered", on),
        "c_form": lambda each, on: (
            (each("legal_form", on) == FOUNDATION)
            | (each("legal_form", on) == COOPERATIVE)
            | (each("legal_form", on) == COMPANY)
        ),
        "c_age": lambda each, on: each("founded", on) <= np.datetime64("2023-12-31"),
        "c_inspection": lambda each, on: each("last_inspected", on) >= np.datetime64("2021-01-01"),
        "c_report": lambda each, on: each("publishes_report", on),
        "c_complaints": lambda each, on: each("handles_complaints", on),
        "c_exchange": lambda each, on: each("exchanges_data", on) | (each("patients_served", on) < 50),
        "c_scale": lambda each, on: each("patients_served", on) >= 20,
        "c_staffing": lambda each, on: each("nurses", on) * 12 >= each("patients_served", on),
        "c_qualification": lambda each, on: each("qualified_nurses", on) * 100 >= each("nurses", on) * 60,
        "c_own_staff": lambda each, on: (
            (each("hired_nurses", on) * 100 <= each("nurses", on) * 50) | (each("nurses", on) < 5)
        ),
        "c_waiting": lambda each, on: each("waiting_time", on) <= 42,
        "c_satisfaction": lambda each, on: each("patient_score", on) >= 6.5,
        "c_supervision": lambda each, on: ~each("under_supervision", on),
    },
    *(Input(each, float) for each in ("patients served", "nurses", "qualified nurses", "hired nurses", "waiting time")),
    Input("patient score", float),
    *(Input(each, bool) for each in ("registered", "publishes report", "handles complaints", "exchanges data")),
    Input("under supervision", bool),
    Input("founded", np.datetime64),
    Input("last inspected", np.datetime64),
    Input("legal form", LegalForm),
)

PRACTICE = _whole(
    {
        "c_questionnaire": lambda each, on: each("questionnaire_assessed_positively", on),
        "c_fixed": lambda each, on: each.any(each.members("position", on) != LOCUM),
        "c_staffing": lambda each, on: each.sum(each.members("fte", on)) * 3000 >= each("registered_patients", on),
    },
    Input("registered patients", float),
    Input("questionnaire assessed positively", bool),
    listed="doctors",
    members=(Input("fte", float), Input("position", Position)),
)

OPENFISCA: dict[str, Model] = {"practice": PRACTICE, "organisation": ORGANISATION, "contract": CONTRACT}
