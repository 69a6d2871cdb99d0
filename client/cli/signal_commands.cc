// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands.h"
#include "client/cli/import_options.h"
#include "client/cli/option_value.h"

namespace winnow::client::cli {

void AddImportOptions(CLI::App& verb, ImportOptions& options) {
  AddQueueOption(verb, options.queue);
  verb.add_option("file", options.file, "JSON Lines, - for stdin")->required()->type_name("FILE");
  verb.add_option("--writer", options.writer,
                  "Id of the stream (default: derived from the file and its content)")
      ->type_name("ID");
  verb.add_option("--model-release", options.model_release, "Model release of rows that name none")
      ->type_name("ID");
  verb.add_option("--scorer", options.scorer, "Scorer of signals that name none")->type_name("ID");
  verb.add_option("--rejected", options.rejected,
                  "File for refused rows (default: <name of the input>.rejected.jsonl)")
      ->type_name("FILE");
}

void AddSignalCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun({"signal", "Numbers about candidates, pushed by scorers",
                                     "winnow signal push --queue asr signals.jsonl"});
  auto options = std::make_shared<ImportOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"push", "Streams signals from a JSON Lines file; run again, it resumes",
                        "scorer | winnow signal push --queue asr --writer scorer-1 -"},
                       [options](Session& session) { return ImportSignals(session, *options); });
  AddImportOptions(verb, *options);
}

}  // namespace winnow::client::cli
