"""The door for many gives what the door for single providers gives, and loses nobody."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.backends.polars_engine import carry_out
from compiler.columns.program import OUTCOMES, VERDICTS, lower
from compiler.ir.evaluate import decide
from compiler.ir.nodes import Policy
from compiler.ir.values import UNKNOWN
from compiler.pipeline import Compilation
from compiler.records import keys
from compiler.records.bulk import Bulk, Taken
from compiler.records.keys import NamesRepeated
from compiler.records.reading import read_providers
from compiler.records.sources import read_mapping
from compiler.records.workbook import write_rows
from dsl.kinds import ChoiceKind

POLICY = """policy GP practice
    in force 2025-01-01 through 2025-12-31
    judges Practice
    allows

counted patient, patients

record Practice
    registered patients : count of patients
    opened              : date
    position            : one of employed, owner
    share               : percent
    region              : Region
    guild               : text, optional
    services            : some of care, advice
    doctors             : list of Doctor

record Region
    preferred : yes/no

record Doctor
    fte      : fte
    position : one of employed, owner

requirement size
    registered patients ≥ 1000 patients

requirement young
    opened > 2020-01-01

requirement owner
    position is owner or share ≥ 80%

requirement preferred
    preferred of region

requirement no guild
    guild is none or guild is "LHV"

requirement advice
    services includes all of advice, care

requirement staffing
    total fte of doctors per registered patients ≥ 1.0 fte per 3000 patients
"""
HEADINGS = ["provider", "registered patients", "opened", "position", "share", "region / preferred", "guild"]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Policy, Any]:
    path = tmp_path_factory.mktemp("policy") / "practice.policy"
    path.write_text(POLICY, encoding="utf-8")
    compilation = Compilation([path])
    assert not [each.message.en for each in compilation.diagnostics if each.is_error]
    policy, _ = compilation.policy("practice", compilation.day("practice"))
    assert policy is not None
    units = {form: (unit.dimension, unit.scale) for form, unit in compilation.units("practice").items()}
    return policy, units


def decided(policy: Policy, taken: Taken) -> list[tuple[str, list[str]]]:
    program = lower(policy, taken.register)
    outputs = {"outcome": program.outcome, **{str(at): each.verdict for at, each in enumerate(program.judged)}}
    rows = carry_out(outputs, taken.register).iter_rows()
    return [(OUTCOMES[first].value, [VERDICTS[each].value for each in rest]) for first, *rest in rows]


def meant(policy: Policy, facts: Any) -> tuple[str, list[str]]:
    found = decide(policy, facts)
    return found.outcome.value, [each.verdict.value for each in found.criteria]


CELLS = {
    "registered patients": ["1000", "999", "1 000", "1e3", "", "unknown", "2.5", "none", "3000 patients", "-1"],
    "opened": ["2020-01-02", "1 June 2021", "2020-01-01", "", "31 June 2021", "01-06-2021"],
    "position": ["owner", "employed", "Owner", "", "unknown"],
    "share": ["80%", "79.99%", "0.8", "", "120 patients", "NaN"],
    "region / preferred": ["yes", "no", "", "perhaps", "#N/A"],
    "guild": ["none", "LHV", "", "=1+1", "geen"],
}


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_a_table_reads_as_it_does_row_by_row(opened: Any, tmp_path: Path, data: st.DataObject) -> None:
    policy, units = opened
    names = data.draw(st.lists(st.sampled_from(["A", "B", "C", "D", "E", "", " A "]), min_size=1, max_size=6))
    rows = [[name, *(data.draw(st.sampled_from(cells)) for cells in CELLS.values())] for name in names]
    if data.draw(st.booleans()):
        rows[0] = rows[0][:-1]
    file = tmp_path / "practices.csv"
    file.write_text("\n".join(",".join(row) for row in [HEADINGS, *rows]) + "\n", encoding="utf-8")
    reading = read_providers(file, policy.records, policy.judges, units=units)
    (taken,) = Bulk(file, policy, units).parts()
    assert list(taken.names) == [each.id for each in reading.providers]
    assert (taken.records, taken.rejected) == (reading.records, reading.rejected)
    of_cells = {
        (each.code, each.place.line, each.place.column, each.message.en)
        for each in reading.problems
        if each.code != "E510"
    }
    assert {
        (each.code, each.place.line, each.place.column, each.message.en)
        for each in taken.problems
        if each.code != "E510"
    } == of_cells
    if len(taken.names):
        assert decided(policy, taken) == [meant(policy, each.facts) for each in reading.providers]
        assert [taken.row(at) for at in range(len(taken.names))] == [each.facts for each in reading.providers]


PROVIDERS: list[dict[str, Any]] = [
    {"provider": "A", "registered patients": 3000, "doctors": [{"fte": Decimal("1.00"), "position": "owner"}]},
    {
        "provider": "B",
        "registered patients": 3001,
        "doctors": [{"fte": Decimal("0.60"), "position": None}, {"fte": Decimal("0.40")}],
    },
    {"provider": "C", "registered patients": 3000, "doctors": []},
    {"provider": "D", "registered patients": 0, "doctors": None},
    {"provider": "E", "registered patients": 10, "doctors": [None, {"fte": None}]},
    {"provider": "F", "registered patients": None, "doctors": [{"fte": None}, {"position": "Owner"}]},
]


def as_parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    doctor = pl.Struct({"fte": pl.Decimal(10, 2), "position": pl.String})
    schema = {"provider": pl.String, "registered patients": pl.Int64, "doctors": pl.List(doctor)}
    filled = [
        {
            **row,
            "doctors": row["doctors"] and [each and {"fte": None, "position": None, **each} for each in row["doctors"]],
        }
        for row in rows
    ]
    pl.DataFrame(filled, schema=schema).write_parquet(path)
    return path


def test_lists_of_one_length_are_lists(opened: Any, tmp_path: Path) -> None:
    """As NumPy, Arrow and Polars write them; those of more dimensions are lists of lists, which no fact is."""
    policy, units = opened
    path = tmp_path / "practices.parquet"
    doctor = pl.Struct({"fte": pl.Decimal(6, 2), "position": pl.String})
    doctors = [{"fte": Decimal("0.5"), "position": "owner"}, {"fte": None, "position": None}]
    rows = {"provider": ["A", "B"], "services": [["care", "advice"], None], "doctors": [doctors, None]}
    kept = {"provider": pl.String, "services": pl.List(pl.String), "doctors": pl.List(doctor)}
    pl.DataFrame(rows, schema=kept).write_parquet(path)
    (listed,) = Bulk(path, policy, units).parts()
    arrays = {"services": pl.Array(pl.String, 2), "doctors": pl.Array(doctor, 2)}
    pl.DataFrame(rows, schema=kept | arrays).write_parquet(path)
    (taken,) = Bulk(path, policy, units).parts()
    assert taken.problems == () and decided(policy, taken) == decided(policy, listed)
    assert [taken.row(at) for at in range(2)] == [listed.row(at) for at in range(2)]
    assert [each.facts for each in Bulk(path, policy, units).only("A").providers] == [listed.row(0)]
    deep = pl.DataFrame(
        {"provider": ["A"], "services": [[["care"]]]}, schema_overrides={"services": pl.Array(pl.String, (1, 1))}
    )
    deep.write_parquet(path)
    (refused,) = Bulk(path, policy, units).parts()
    assert [each.code for each in refused.problems] == ["E526"]


def test_nested_columns_read_as_json_does(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    (taken,) = Bulk(as_parquet(tmp_path / "practices.parquet", PROVIDERS), policy, units).parts()
    lines = tmp_path / "practices.jsonl"
    lines.write_text("\n".join(json.dumps(each, default=str) for each in PROVIDERS), encoding="utf-8")
    reading = read_providers(lines, policy.records, policy.judges, units=units)
    assert list(taken.names) == [each.id for each in reading.providers] == ["A", "B", "C", "D", "E"]
    assert [(each.code, each.place.record, each.place.column) for each in taken.problems] == [
        ("E520", 6, "doctors 2 / position")
    ]
    assert decided(policy, taken) == [meant(policy, each.facts) for each in reading.providers]
    assert [taken.row(at) for at in range(5)] == [each.facts for each in reading.providers]


TYPED = pl.Schema(
    {
        "provider": pl.Int64,
        "registered patients": pl.Int32,
        "opened": pl.Date,
        "position": pl.Enum(["owner", "employed", "boss"]),
        "share": pl.String,
    }
)


def test_typed_columns_read_as_json_does(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    day = datetime.date(2020, 1, 2)
    rows = [
        (1, 1000, day, "owner", "80%"),
        (2, None, None, None, None),
        (3, 999, datetime.date(2020, 1, 1), "employed", "79.9%"),
    ]
    for extra in ([], [(4, -1, day, "boss", "80")]):
        frame = pl.DataFrame([*rows, *extra], schema=TYPED, orient="row")
        frame = frame.with_columns(
            pl.Series("region", [{"preferred": True}, None, {"preferred": None}, None][: frame.height])
        )
        frame.write_parquet(tmp_path / "practices.parquet")
        (taken,) = Bulk(tmp_path / "practices.parquet", policy, units).parts()
        lines = tmp_path / "practices.jsonl"
        lines.write_text("\n".join(json.dumps(each, default=str) for each in frame.to_dicts()), encoding="utf-8")
        reading = read_providers(lines, policy.records, policy.judges, units=units)
        assert list(taken.names) == [each.id for each in reading.providers] == ["1", "2", "3"]
        assert [each.code for each in taken.problems] == [each.code for each in reading.problems]
        assert decided(policy, taken) == [meant(policy, each.facts) for each in reading.providers]


def by_polars(frame: pl.DataFrame, path: Path) -> None:
    frame.with_columns(pl.col("provider", "position").cast(pl.Categorical)).write_parquet(path)


def by_polars_with_options(frame: pl.DataFrame, path: Path) -> None:
    options = frame["position"].unique().drop_nulls()
    frame.with_columns(pl.col("position").cast(pl.Enum(options))).write_parquet(path)


def by_pyarrow(frame: pl.DataFrame, path: Path) -> None:
    """As pandas does it, too. A dictionary of Parquet never holds what is missing itself."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    types = arrow.dictionary(arrow.int8(), arrow.string())
    names, positions = (arrow.array(frame[each].to_list(), types) for each in ("provider", "position"))
    parquet.write_table(arrow.table({"provider": names, "position": positions}), path)


def by_duckdb(frame: pl.DataFrame, path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as database:
        options = ", ".join(f"'{each}'" for each in frame["position"].unique().drop_nulls())
        database.execute(f"CREATE TYPE positions AS ENUM ({options})")
        database.execute('CREATE TABLE practices (provider TEXT, "position" positions)')
        database.executemany("INSERT INTO practices VALUES (?, ?)", frame.rows())
        database.execute(f"COPY practices TO '{path}' (FORMAT parquet)")


@pytest.mark.parametrize("write", [by_polars, by_polars_with_options, by_pyarrow, by_duckdb])
@pytest.mark.parametrize("strange", [None, "boss", "Owner"])
def test_options_that_a_file_holds_once(
    opened: Any, tmp_path: Path, write: Callable[[pl.DataFrame, Path], None], strange: str | None
) -> None:
    policy, units = opened
    position = policy.record("Practice").find("position")
    assert position is not None and isinstance(position.kind, ChoiceKind)
    options = position.kind.options
    positions = [*options, None, strange, *options]
    names = [f"practice {at}" for at in range(len(positions))]
    write(pl.DataFrame({"provider": names, "position": positions}), tmp_path / "practices.parquet")
    (taken,) = Bulk(tmp_path / "practices.parquet", policy, units).parts()
    good = [at for at, each in enumerate(positions) if each in options or each is None]
    assert [taken.row(at).get("position", UNKNOWN) for at in range(len(good))] == [
        UNKNOWN if positions[at] is None else positions[at] for at in good
    ]
    assert list(taken.names) == [names[at] for at in good]
    wrong = [(each.code, each.place.record, each.place.provider) for each in taken.problems]
    assert wrong == [("E520", at + 1, names[at]) for at in range(len(names)) if at not in good]
    assert decided(policy, taken) == [meant(policy, taken.row(at)) for at in range(len(good))]


def test_a_binary_float_is_refused(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    pl.DataFrame({"provider": ["A"], "share": [0.8]}).write_parquet(tmp_path / "practices.parquet")
    (taken,) = Bulk(tmp_path / "practices.parquet", policy, units).parts()
    assert tuple(taken.names) == () and [each.code for each in taken.problems] == ["E513"]


def test_a_day_that_no_calendar_names_is_refused(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    days = pl.Series([-1_000_000, 20_000], dtype=pl.Int32).cast(pl.Date)
    pl.DataFrame({"provider": ["A", "B"], "opened": days}).write_parquet(tmp_path / "practices.parquet")
    bulk = Bulk(tmp_path / "practices.parquet", policy, units)
    (taken,) = bulk.parts()
    assert [(each.code, each.place.provider) for each in taken.problems] == [("E518", "A")]
    assert taken.provider(0).facts == {"opened": datetime.date(2024, 10, 4)}
    assert [each.code for each in bulk.only("A").problems] == ["E518"]


def test_a_set_is_a_list_of_options(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    services = [["advice", "care"], [], None, ["care"], ["care", None], ["care,advice"]]
    frame = pl.DataFrame({"provider": list("ABCDEF"), "services": services})
    frame.write_parquet(tmp_path / "practices.parquet")
    (taken,) = Bulk(tmp_path / "practices.parquet", policy, units).parts()
    assert tuple(taken.names) == ("A", "B", "C", "D")
    assert [(each.code, each.place.record) for each in taken.problems] == [("E520", 5), ("E520", 6)]
    assert decided(policy, taken) == [meant(policy, taken.row(at)) for at in range(4)]


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (pl.Series("registered patients", [[1]]), "E526"),
        (pl.Series("doctors", [[{"fte": "1", "shoe size": 40}]]), "E507"),
        (pl.Series("doctors", [{"fte": "1"}]), "E526"),
        (pl.Series("nothing", [[1]]), "E507"),
    ],
)
def test_nested_columns_of_another_shape(opened: Any, tmp_path: Path, column: pl.Series, code: str) -> None:
    policy, units = opened
    pl.DataFrame([pl.Series("provider", ["A"]), column]).write_parquet(tmp_path / "practices.parquet")
    (taken,) = Bulk(tmp_path / "practices.parquet", policy, units).parts()
    assert (tuple(taken.names), taken.rejected, [each.code for each in taken.problems]) == ((), 1, [code])


def test_one_provider_of_a_large_file_is_read_alone(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    bulk = Bulk(as_parquet(tmp_path / "practices.parquet", PROVIDERS), policy, units)
    assert [each.id for each in bulk.only("B").providers] == ["B"]
    assert bulk.only("B").providers[0].facts["registered patients"] == 3001
    assert [each.code for each in bulk.only("F").problems] == ["E520"]
    assert bulk.only("Z").providers == ()


def test_a_mapping_gives_columns_the_names_of_facts(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    register, mapping = tmp_path / "register.csv", tmp_path / "mapping.csv"
    register.write_text("AGB;ingeschreven;memo\n01;1200;x\n02;veel;y\n", encoding="utf-8")
    mapping.write_text("column,fact\nAGB,provider\ningeschreven,registered patients\nmemo,\n", encoding="utf-8")
    found, problems = read_mapping(mapping)
    assert problems == ()
    (taken,) = Bulk(register, policy, units, settings={"language": "nl"}, mapping=found).parts()
    assert tuple(taken.names) == ("01",)
    assert [(each.code, each.place.line) for each in taken.problems] == [("E512", 3)]


def test_two_columns_that_a_mapping_gives_one_fact_are_told(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    register = tmp_path / "register.csv"
    register.write_text("provider,registered patients,size,memo,note\nA,1,2,x,y\n", encoding="utf-8")
    mapping = {"size": "registered patients", "memo": "", "note": ""}
    (taken,) = Bulk(register, policy, units, mapping=mapping).parts()
    assert (taken.records, taken.rejected) == (1, 1)
    (problem,) = taken.problems
    assert (
        problem.code == "E508"
        and problem.message.en == "columns `registered patients` and `size` both hold `registered patients`"
    )


def test_a_number_that_fits_in_no_column_stands_aside(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    file = tmp_path / "practices.csv"
    file.write_text("provider,share\nA,80%\nB,79.999999999999999999999%\n", encoding="utf-8")
    (taken,) = Bulk(file, policy, units).parts()
    assert taken.register.aside == (1,)
    assert taken.row(1)["share"] == Decimal("0.79999999999999999999999")


def test_a_provider_that_stands_twice_is_rejected_when_read_again(opened: Any, tmp_path: Path) -> None:
    policy, units = opened
    file = tmp_path / "practices.parquet"
    pl.DataFrame({"provider": ["A", " B", "C", "B ", None], "registered patients": [1, 2, 3, 4, 5]}).write_parquet(file)
    bulk = Bulk(file, policy, units)
    parts = bulk.parts()
    assert next(parts).rejected == 1
    with pytest.raises(NamesRepeated):
        next(parts)
    (taken,) = bulk.parts()
    assert tuple(taken.names) == ("A", "C") and taken.rejected == 3
    assert sorted(each.code for each in taken.problems) == ["E509", "E510", "E510"]


def test_bits_find_the_names_that_stand_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "HELD", 0)
    monkeypatch.setattr(keys, "MOST_BITS", 12)
    parts = [pl.Series([f"practice {at % 900}" for at in range(first, first + 500)]) for first in (0, 500)]
    seen = keys.Seen(1000)
    for each in parts:
        seen.add(each)
    assert seen.repeated(lambda: parts) == {f"practice {at}" for at in range(100)}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("child", [".csv", ".xlsx", ".parquet"])
def test_lists_by_key_come_from_files_of_any_sort(opened: Any, tmp_path: Path, suffix: str, child: str) -> None:
    policy, units = opened
    providers = [["provider", "registered patients"], ["A", 3000], ["B", 2000], ["C", 10]]
    doctors = [["provider", "fte", "position"], ["A", Decimal("0.5"), "owner"], ["C", Decimal("1.5"), "pilot"]]
    doctors.append(["A", Decimal("0.6"), "employed"])
    main, list_ = written(tmp_path / f"practices{suffix}", providers), written(tmp_path / f"doctors{child}", doctors)
    (taken,) = Bulk(main, policy, units, tables={"doctors": list_}).parts()
    assert tuple(taken.names) == ("A", "B") and taken.rejected == 1
    assert [each["fte"] for each in taken.row(0)["doctors"]] == [Decimal("0.5"), Decimal("0.6")]
    (problem,) = taken.problems
    assert (problem.code, problem.place.provider, problem.place.column) == ("E520", "C", "position")
    assert (problem.place.line, problem.place.record) == ((None, 2) if child == ".parquet" else (3, None))
    assert problem.place.sheet == ("meetlat" if child == ".xlsx" else None)


def written(path: Path, rows: list[list[Any]]) -> Path:
    if path.suffix == ".parquet":
        pl.DataFrame(rows[1:], schema=rows[0], orient="row").write_parquet(path)
    elif path.suffix == ".xlsx":
        write_rows(path, [[float(each) if isinstance(each, Decimal) else each for each in row] for row in rows])
    else:
        path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return path
