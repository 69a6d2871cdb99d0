// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Settings of jemalloc, which reads them before main (jemalloc(3), "TUNING"). A queue is gigabytes of
// tables that draws read in no order: on huge pages a draw from 10 million takes a sixth less. Memory
// that is no longer used goes back to the system from a thread of the allocator's own, so that no
// call pays for it.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "thp:always,metadata_thp:auto,background_thread:true";
}
