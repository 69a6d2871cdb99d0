// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/storage_metrics.h"

#include "server/ops/metric_buckets.h"

namespace winnow::ops {
namespace {

// Metrics without labels.
prometheus::Counter& PlainCounter(prometheus::Registry& registry, const char* name,
                                  const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}
prometheus::Gauge& PlainGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

StorageMetrics::StorageMetrics(prometheus::Registry& registry)
    : commits_(prometheus::BuildHistogram()
                   .Name("winnow_storage_commit_seconds")
                   .Help("Time of a group commit until it was durable or had failed.")
                   .Register(registry)
                   .Add({}, StepBuckets())),
      outcomes_(prometheus::BuildCounter()
                    .Name("winnow_storage_commit_outcomes_total")
                    .Help("Group commits by how they ended.")
                    .Register(registry),
                {{"outcome", 8}}),
      background_errors_(PlainCounter(registry, "winnow_storage_background_errors_total",
                                      "Errors of the storage engine's own work.")),
      backups_(prometheus::BuildCounter()
                   .Name("winnow_storage_backups_total")
                   .Help("Backups that the server made, by how they ended.")
                   .Register(registry),
               {{"result", 4}}),
      scrubbed_bytes_(PlainCounter(registry, "winnow_storage_scrub_bytes_total",
                                   "Bytes of table files that the scrub read.")),
      damaged_files_(PlainCounter(registry, "winnow_storage_scrub_damaged_files_total",
                                  "Table files that the scrub found damaged, once per pass.")),
      scrubbed_(PlainGauge(registry, "winnow_storage_scrub_last_success_timestamp_seconds",
                           "When a pass of the scrub last found every table file whole.")),
      live_bytes_(PlainGauge(registry, "winnow_storage_live_bytes",
                             "Bytes of live rows, as the storage engine estimates them.")),
      write_stopped_(PlainGauge(registry, "winnow_storage_write_stopped",
                                "1 while the storage engine refuses writes.")),
      disk_free_bytes_(PlainGauge(registry, "winnow_storage_disk_free_bytes",
                                  "Bytes free on the file system of the data folder.")),
      ballast_bytes_(PlainGauge(registry, "winnow_storage_ballast_bytes",
                                "Bytes of the disk set aside for when it is full.")),
      refusals_(prometheus::BuildCounter()
                    .Name("winnow_storage_refused_changes_total")
                    .Help("Changes refused for the state of the storage, by reason.")
                    .Register(registry),
                {{"reason", 4}}) {}

void StorageMetrics::ObserveCommit(absl::Duration duration, absl::string_view outcome) {
  commits_.Observe(absl::ToDoubleSeconds(duration));
  outcomes_.At({outcome}).Increment();
}

void StorageMetrics::SetBackgroundErrors(uint64_t total) {
  // Scrapes may overlap: each error is counted by one of them.
  uint64_t counted = counted_background_errors_;
  while (counted < total && !counted_background_errors_.compare_exchange_weak(counted, total)) {
  }
  if (counted < total) background_errors_.Increment(static_cast<double>(total - counted));
}

void StorageMetrics::CountBackup(absl::string_view result) { backups_.At({result}).Increment(); }

void StorageMetrics::CountScrubbedBytes(uint64_t bytes) {
  scrubbed_bytes_.Increment(static_cast<double>(bytes));
}

void StorageMetrics::CountDamagedFile() { damaged_files_.Increment(); }

void StorageMetrics::SetScrubbed(absl::Time time) {
  scrubbed_.Set(static_cast<double>(absl::ToUnixSeconds(time)));
}

void StorageMetrics::SetLiveBytes(uint64_t bytes) { live_bytes_.Set(static_cast<double>(bytes)); }

void StorageMetrics::SetWriteStopped(bool stopped) { write_stopped_.Set(stopped ? 1 : 0); }

void StorageMetrics::SetDiskFreeBytes(uint64_t bytes) {
  disk_free_bytes_.Set(static_cast<double>(bytes));
}

void StorageMetrics::SetBallastBytes(uint64_t bytes) {
  ballast_bytes_.Set(static_cast<double>(bytes));
}

void StorageMetrics::CountRefusal(absl::string_view reason) { refusals_.At({reason}).Increment(); }

}  // namespace winnow::ops
