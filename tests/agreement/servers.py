"""Servers that tests start for themselves, each once per process, and why one cannot be had."""

from __future__ import annotations

import atexit
import functools
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

from attrs import frozen

LOCAL = "--master local[2] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 --driver-memory 1g"
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE = 120
"""Seconds."""


@frozen
class Missing(Exception):
    reason: str


def _binaries() -> Path:
    found = shutil.which("pg_ctl")
    places = [Path(found).resolve()] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not places:
        raise Missing("PostgreSQL is not installed")
    return places[-1].parent


@functools.cache
def postgres() -> dict[str, str]:
    """The environment of libpq for a server of our own, on a socket in a folder of its own."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if os.geteuid() == 0:  # it does not run as root
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            raise Missing("PostgreSQL does not run as root, and there is no user `postgres`") from None
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    else:
        user = {}
    data = folder / "data"

    def run(*command: str | Path) -> None:
        kept = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
        done = subprocess.run(command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, capture_output=True, **user)  # type: ignore[call-overload]
        if done.returncode:
            raise Missing(f"PostgreSQL does not start: {done.stderr.decode(errors='replace')[-300:]}")

    def stop() -> None:
        run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "meetlat", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=16MB"
    run(binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
    atexit.register(stop)
    return {"PGHOST": str(folder), "PGUSER": "meetlat", "PGDATABASE": "postgres"}


@functools.cache
def sail() -> dict[str, str]:
    """The environment of Spark for a server of Sail in this process, which speaks Spark Connect without Java."""
    if find_spec("pyspark") is None or find_spec("pysail") is None:
        raise Missing("PySpark or Sail is not installed")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    atexit.register(server.stop)
    return _connected(server.listening_address[1])


@functools.cache
def java() -> dict[str, str]:
    """The environment of Spark for a server of Spark itself on the machine's Java, which this process speaks to by Spark Connect:
    a process cannot have a session of its own beside one on another server."""
    program, home = shutil.which("java"), whole_spark()
    if program is None or home is None:
        raise Missing("there is no Java" if program is None else "there is no whole PySpark 4, only its client")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bound = f"--conf spark.connect.grpc.binding.address=127.0.0.1 --conf spark.connect.grpc.binding.port={port}"
    command = [home / "bin" / "spark-submit", *LOCAL.split(), *bound.split(), "--class", SERVER, "spark-internal"]
    folder = Path(tempfile.mkdtemp(prefix="spark"))
    kept = {"PATH": os.environ["PATH"], "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop() -> None:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    for _ in range(PATIENCE):
        if server.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return _connected(port)
        time.sleep(1)
    raise Missing(f"Spark does not start on Java: {(folder / 'log').read_text()[-300:]}")


def whole_spark() -> Path | None:
    """The folder of a PySpark with all that Java runs, the server of Spark Connect included."""
    found = find_spec("pyspark")
    home = None if found is None or found.origin is None else Path(found.origin).parent
    return home if home is not None and any(home.glob("jars/spark-connect_*.jar")) else None


def _connected(port: int) -> dict[str, str]:
    # a process that pytest-xdist starts has no main file, which PySpark takes for its own doctests
    with mock.patch.object(sys.modules["__main__"], "__file__", __file__, create=True):
        import_module("pyspark.sql.connect.session")
    return {"SPARK_REMOTE": f"sc://127.0.0.1:{port}", "SPARK_CONNECT_MODE_ENABLED": "1"}


_reached: list[str] = []


def reach(remote: str) -> None:
    """End the session of this process on another server: PySpark would go on with it, whatever the environment says."""
    from pyspark.sql.connect.session import SparkSession

    if _reached and _reached[-1] != remote and (session := SparkSession.getActiveSession()) is not None:
        session.stop()
    _reached.append(remote)
