// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SIMULATION_STYLE_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SIMULATION_STYLE_H_

#include "server/release/report/html_text.h"

namespace winnow::simulation {

// What the page of a simulation needs beside the style sheet of the page of a release.
void WriteSimulationStyle(release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SIMULATION_STYLE_H_
