"""Benchmarks: CPU per request of the real pages, beside a floor measured in the same run."""
