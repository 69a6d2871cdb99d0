// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a reader has to know of the data of a task: what was made up, what takes no part, and what
// policies miss. The same words for every verb. Pure functions, safe from any thread.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_TASK_NOTES_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_TASK_NOTES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/release/report/json_text.h"
#include "winnow/v1/simulation.pb.h"

namespace winnow::simulation {

// Behind the name of a policy that finds none of its signals.
inline constexpr absl::string_view kBlindMark = " *";

bool IsBlind(const v1::SimulatedTask& task, absl::string_view policy);

// What the mark means.
std::string BlindText(absl::string_view policy);

// "12 rows: without an output of a or b".
std::string ExclusionText(const v1::SimulationExclusion& exclusion);

// A line each, with two spaces in front; empty where there is nothing to say.
std::string TaskNotesText(const v1::SimulatedTask& task);

// The members "generated", "exclusions", "missing_signals" and "blind_policies" of an open object.
void WriteTaskNotes(const v1::SimulatedTask& task, release::JsonText& json);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_TASK_NOTES_H_
