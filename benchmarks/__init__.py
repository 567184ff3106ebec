"""Benchmarks: side by side with a peer, in one run, on the machine at hand."""
