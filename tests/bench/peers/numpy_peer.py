#!/usr/bin/python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""numpy over arrays of scores, as active-learning libraries select: every query reads the pool.

Usage: numpy_peer.py POOL_FILE FOLDER_OF_BINARIES (which it does not need)
Prints the report of tests/bench/peers.h, or why there is none.
"""
import json
import os
import sys
import time

try:
    import numpy
except ImportError:
    print(json.dumps({"skipped": "python3-numpy is not installed"}))
    sys.exit(0)

SLICES = 1000
ROW_BYTES = 4 + 8
LEAST_ROUNDS, MOST_ROUNDS, SECONDS = 5, 200, 20


def read_pool(path):
    rows = os.path.getsize(path) // ROW_BYTES
    with open(path, "rb") as file:
        slices = numpy.fromfile(file, numpy.uint32, rows)
        scores = numpy.fromfile(file, numpy.int64, rows)
    return slices, scores


def sort_all(slices, scores):
    """The whole pool in rising order; of each slice the row that comes last stays."""
    order = numpy.argsort(scores)
    best = numpy.empty(SLICES, numpy.int64)
    best[slices[order]] = order
    return best


def partition(scores):
    """The best of the pool, whatever their slices: an easier question."""
    return numpy.argpartition(scores, -SLICES)[-SLICES:]


def by_slice(starts, scores):
    """The best of each slice, of rows that were sorted by slice beforehand."""
    return numpy.array([start + numpy.argmax(scores[start:end])
                        for start, end in zip(starts[:-1], starts[1:])])


def time_rounds(work):
    milliseconds = []
    end = time.monotonic() + SECONDS
    while len(milliseconds) < MOST_ROUNDS and (
            len(milliseconds) < LEAST_ROUNDS or time.monotonic() < end):
        start = time.perf_counter()
        work()
        milliseconds.append(1e3 * (time.perf_counter() - start))
    return milliseconds


def percentile(samples, share):
    rank = -(-share * len(samples) // 100)
    return sorted(samples)[max(rank, 1) - 1]


def main(path):
    start = time.perf_counter()
    slices, scores = read_pool(path)
    by = numpy.argsort(slices, kind="stable")
    grouped = scores[by]
    starts = numpy.searchsorted(slices[by], numpy.arange(SLICES + 1))
    report = {"load_s": time.perf_counter() - start, "bytes_per_row": ROW_BYTES, "variants": []}
    report["answers"] = {"argsort": int(scores[sort_all(slices, scores)].sum()),
                         "argmax_sorted_by_slice": int(grouped[by_slice(starts, grouped)].sum())}
    milliseconds = time_rounds(lambda: sort_all(slices, scores))
    report["variants"].append({
        "name": "argsort", "p50_ms": percentile(milliseconds, 50),
        "p99_ms": percentile(milliseconds, 99), "rounds": len(milliseconds), "removes": False})
    report["details"] = {
        "numpy_argpartition_no_slices_p50_ms":
            percentile(time_rounds(lambda: partition(scores)), 50),
        "numpy_argmax_sorted_by_slice_p50_ms":
            percentile(time_rounds(lambda: by_slice(starts, grouped)), 50)}
    print(json.dumps(report))


main(sys.argv[1])
