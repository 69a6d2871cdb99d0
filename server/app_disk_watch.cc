// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_disk_watch.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace winnow::app {
namespace {

using shard::Room;

uint64_t Recovered(const DiskConfig& marks) {
  return marks.low_water_bytes + marks.low_water_bytes / 4;
}

uint64_t WithBallast(const DiskConfig& marks) { return Recovered(marks) + marks.reserve_bytes; }

std::string Size(uint64_t bytes) {
  return absl::StrFormat("%.1f GiB", static_cast<double>(bytes) / (uint64_t{1} << 30));
}

}  // namespace

Room NextRoom(Room now, uint64_t free_bytes, const DiskConfig& marks) {
  if (free_bytes < marks.reserve_bytes) return Room::kReserve;
  if (now == Room::kReserve) {
    return free_bytes >= WithBallast(marks) ? Room::kAmple : Room::kReserve;
  }
  const uint64_t enough = now == Room::kLow ? Recovered(marks) : marks.low_water_bytes;
  return free_bytes < enough ? Room::kLow : Room::kAmple;
}

DiskWatch::DiskWatch(const Options& options, ops::StorageMetrics& metrics, ops::Logger& log)
    : marks_(options.marks),
      log_(log),
      ballast_(options.dir, options.marks.reserve_bytes, options.gate),
      admission_([&metrics](absl::string_view reason) { metrics.CountRefusal(reason); }) {}

void DiskWatch::Look(const storage::EngineState& state) {
  const Room next = NextRoom(admission_.room(), state.disk_free_bytes, marks_);
  SetRoom(next, state.disk_free_bytes);
  SetWriteStopped(state.write_stopped);
  if (next == Room::kReserve) {
    ReleaseBallast();
  } else if (next == Room::kAmple && state.disk_free_bytes >= WithBallast(marks_)) {
    MakeBallast();
  }
}

void DiskWatch::SetRoom(Room next, uint64_t free_bytes) {
  if (next == admission_.room()) return;
  admission_.SetRoom(next);
  switch (next) {
    case Room::kAmple:
      return log_.Log(ops::LogLevel::kInfo, "disk_recovered", {{"free_bytes", free_bytes}});
    case Room::kLow:
      return log_.Log(ops::LogLevel::kWarning, "disk_low", {{"free_bytes", free_bytes}});
    case Room::kReserve:
      return log_.Log(ops::LogLevel::kError, "disk_reserve", {{"free_bytes", free_bytes}});
  }
}

void DiskWatch::SetWriteStopped(bool stopped) {
  if (stopped == admission_.write_stopped()) return;
  admission_.SetWriteStopped(stopped);
  log_.Log(ops::LogLevel::kWarning, stopped ? "writes_stopped" : "writes_resumed");
}

void DiskWatch::MakeBallast() {
  if (ballast_.wanted() == 0 || ballast_.held() != 0 || ballast_failed_) return;
  const absl::Status made = ballast_.Make();
  ballast_failed_ = !made.ok();
  if (made.ok()) {
    return log_.Log(ops::LogLevel::kInfo, "ballast_made", {{"bytes", ballast_.held()}});
  }
  const std::string cause(made.message());
  log_.Log(ops::LogLevel::kWarning, "no_ballast", {{"cause", cause}});
}

void DiskWatch::ReleaseBallast() {
  const uint64_t held = ballast_.held();
  if (held == 0) return;
  const absl::Status released = ballast_.Release();
  if (released.ok()) {
    return log_.Log(ops::LogLevel::kWarning, "ballast_released", {{"bytes", held}});
  }
  const std::string cause(released.message());
  log_.Log(ops::LogLevel::kError, "ballast_stuck", {{"cause", cause}});
}

std::string DiskWatch::Describe(const storage::EngineState& state) const {
  std::string text = absl::StrCat(Size(state.disk_free_bytes), " of disk free, ",
                                  Size(ballast_.held()), " set aside");
  switch (admission_.room()) {
    case Room::kAmple:
      break;
    case Room::kLow:
      text += "; new candidates and signals are refused";
      break;
    case Room::kReserve:
      text += "; only labels and leases are taken";
      break;
  }
  if (admission_.write_stopped()) text += "; the storage catches up";
  return text;
}

}  // namespace winnow::app
