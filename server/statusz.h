// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_STATUSZ_H_
#define WINNOW_SERVER_STATUSZ_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/queue_survey.h"

namespace winnow::app {

struct StatusPage {
  std::string version;
  // "serving", or why no calls are taken.
  std::string state;
  absl::Time now;
  absl::Duration uptime;
  // How the disk stands; empty where that is not known.
  std::string disk;
  // Set while the time of day is in doubt.
  std::string clock_doubt;
  // Set when the queues could not be asked.
  std::string problem;
  std::vector<QueueStanding> queues;
};

// The page as one self-contained HTML document: no script, nothing that is loaded from elsewhere,
// readable on a narrow screen, and every text in it escaped. Pure.
std::string RenderStatusPage(const StatusPage& page);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_STATUSZ_H_
