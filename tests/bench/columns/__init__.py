"""Whole registers: what `meetlat` takes over columns, against hand-written Polars, DuckDB SQL and a kernel in Numba."""
