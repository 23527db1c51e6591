"""Servers that tests start for themselves, each once per process, and why one cannot be had."""

from __future__ import annotations

import atexit
import functools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

from attrs import frozen

LOCAL = "--master local[2] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2"


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
def spark() -> dict[str, str]:
    """The environment of Spark for a server of Sail in this process, which speaks Spark Connect without Java; without Sail for
    PySpark itself, on this machine alone."""
    if find_spec("pyspark") is None:
        raise Missing("PySpark is not installed")
    if find_spec("pysail") is not None:
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        atexit.register(server.stop)
        # a process that pytest-xdist starts has no main file, which PySpark takes for its own doctests
        with mock.patch.object(sys.modules["__main__"], "__file__", __file__, create=True):
            import_module("pyspark.sql.connect.session")
        return {"SPARK_REMOTE": f"sc://127.0.0.1:{server.listening_address[1]}", "SPARK_CONNECT_MODE_ENABLED": "1"}
    import pyspark

    if shutil.which("java") is None or not Path(pyspark.__file__).with_name("jars").is_dir():
        raise Missing("there is neither Sail nor a whole PySpark with Java")
    return {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_SUBMIT_ARGS": f"{LOCAL} pyspark-shell"}
