// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Settings of jemalloc, which reads them before main (jemalloc(3), "TUNING"). A queue is gigabytes
// of tables that draws read in no order: on huge pages a draw from 10 million takes a sixth less.
// Memory that is no longer used stays for a minute, because a huge page costs milliseconds to get,
// and goes back to the system from a thread of the allocator's own, so that no call pays for it.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf =
    "thp:always,metadata_thp:auto,background_thread:true,dirty_decay_ms:60000,muzzy_decay_ms:60000";
}
