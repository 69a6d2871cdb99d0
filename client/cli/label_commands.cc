// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/commands.h"
#include "client/cli/input.h"
#include "client/cli/label_submission.h"
#include "client/cli/option_value.h"
#include "client/names.h"

namespace winnow::client::cli {

void AddLabelCommands(Commands& commands) {
  CLI::App& noun =
      commands.AddNoun({"label", "What people decided about candidates",
                        "winnow label submit --batch queues/asr/batches/b1 --token T f"});
  auto options = std::make_shared<LabelOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"submit", "Submits the labels of a file",
                        "winnow label submit --queue asr --batch b1 --token T labels.jsonl"},
                       [options](Session& session) { return SubmitLabels(session, *options); });
  verb.add_option("--batch", options->batch, "Id, or full name")->required()->type_name("BATCH");
  verb.add_option("--queue", options->queue, "The queue, unless the name is full")
      ->type_name("QUEUE");
  verb.add_option("--token", options->token, "The lease's token")->required()->type_name("TOKEN");
  verb.add_option("--from", options->from, "jsonl, or label-studio: its JSON export")
      ->type_name("FORMAT")
      ->capture_default_str();
  verb.add_option("--annotator-key", options->annotator_key,
                  "label-studio: the secret that annotators are hashed with, always the same")
      ->type_name("FILE");
  verb.add_option("--vendor", options->vendor, "label-studio: vendor of all labels")
      ->type_name("ID");
  verb.add_option("--other-controls", options->other_controls,
                  "label-studio: controls that are not for Winnow, as a,b")
      ->type_name("NAMES");
  verb.add_option("--rejected", options->rejected,
                  "File for refused rows (default: <name of the input>.rejected.jsonl)")
      ->type_name("FILE");
  verb.add_option("file", options->file, "The file, - for stdin")->required()->type_name("FILE");
}

}  // namespace winnow::client::cli
