"""A columnar program carried out by Spark, over temporary views that hold the register.

SPARK_REMOTE says which: a server of Spark Connect (`sc://host:15002`), for which `pyspark-client` is enough; without it a session
of PySpark's own. The session must be in ANSI mode, in which an overflow is an error.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from compiler.backends.sql.carrying import Carrying
from compiler.backends.sql.dialects import SPARK, Unavailable, failed, without_ansi
from compiler.columns.nodes import Node
from compiler.columns.register import Register
from dsl.diagnostics import Words

if TYPE_CHECKING:
    import polars as pl

PORT = 15002
PATIENCE = 10
"""Seconds."""
ANSI = "spark.sql.ansi.enabled"
WHERE = Words(
    "say which server of Spark Connect with SPARK_REMOTE, such as `sc://localhost:15002`, or install PySpark with Java",
    "zeg welke server van Spark Connect met SPARK_REMOTE, zoals `sc://localhost:15002`, of installeer PySpark met Java",
)


def carry_out(outputs: Mapping[str, Node], register: Register) -> pl.DataFrame:
    """The columns of nodes at the table of the judged, under their names, one row per provider in the order of the register.

    Raises `Unavailable` where there is no Spark, where it is not in ANSI mode, or where it does not do it.
    """
    import polars as pl

    ours = f"meetlat_{uuid4().hex}"
    carrying = Carrying.of(outputs, SPARK, ours)
    with session() as spark:
        views = []
        try:
            for name, frame in carrying.tables(register):
                _put(spark, name, frame)
                views.append(name)
            return carrying.answer(pl.DataFrame(spark.sql(carrying.query).toArrow()))
        finally:
            for name in views:
                spark.catalog.dropTempView(name)


@contextmanager
def session() -> Iterator[Any]:
    """The session that Spark's environment says."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    _reach(os.environ.get("SPARK_REMOTE", ""))
    try:
        spark = SparkSession.builder.getOrCreate()
        ansi = str(spark.conf.get(ANSI)).lower() == "true"
    except Exception as error:  # by way of gRPC or Java, each with errors of its own
        raise Unavailable(failed(SPARK, _told(error), WHERE)) from None
    if not ansi:
        raise Unavailable(without_ansi())
    try:
        yield spark
    except PySparkException as error:
        raise Unavailable(failed(SPARK, _told(error))) from None


def _reach(remote: str) -> None:
    """Whether anybody listens at an address of Spark Connect: its client would try for minutes."""
    try:
        found = urlsplit(remote)
        host, port = found.hostname, found.port or PORT
    except ValueError:
        raise Unavailable(failed(SPARK, "SPARK_REMOTE is no address", WHERE)) from None
    if found.scheme == "sc" and host:
        try:
            socket.create_connection((host, port), timeout=PATIENCE).close()
        except OSError as error:
            raise Unavailable(failed(SPARK, f"{host}: {error.strerror or error}", WHERE)) from None


def _put(spark: Any, name: str, frame: pl.DataFrame) -> None:
    import polars as pl
    import polars.selectors as cs
    from pyspark.sql import types

    kinds = {pl.Boolean: types.BooleanType(), pl.String: types.StringType()}
    fields = [
        types.StructField(column, kinds.get(dtype.base_type(), types.LongType()))
        for column, dtype in frame.schema.items()
    ]
    signed = frame.cast({cs.integer(): pl.Int64})
    data = signed.to_arrow() if frame.height else []
    spark.createDataFrame(data, types.StructType(fields)).createOrReplaceTempView(name)


def _told(error: Exception) -> str:
    """What was said, without the address, which may hold a token."""
    remote = os.environ.get("SPARK_REMOTE")
    return str(error).replace(remote, "SPARK_REMOTE") if remote else str(error)
