"""Benchmarks: one question a file, run as `python -m bench.NAME [--quick]`; each ends with one JSON line."""
