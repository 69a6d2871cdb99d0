// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Commands: the tree of nouns and verbs, each with its help, and the verb that was chosen.
#ifndef WINNOW_CLIENT_CLI_COMMANDS_H_
#define WINNOW_CLIENT_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "client/cli/session.h"

namespace winnow::client::cli {

using Action = std::function<absl::Status(Session& session)>;

// What --help says about a command.
struct CommandText {
  std::string name;
  std::string summary;
  std::string example;
};

class Commands {
 public:
  explicit Commands(CLI::App& root) : root_(root) {}

  CLI::App& AddNoun(const CommandText& text);
  // A verb of a noun. `action` runs after the whole line has been read.
  CLI::App& AddVerb(CLI::App& noun, const CommandText& text, Action action);
  // A command without a noun, such as `winnow health`.
  CLI::App& AddTopVerb(const CommandText& text, Action action);

  // What the line asked for; null before a verb has been read.
  const Action& chosen() const { return chosen_; }

 private:
  CLI::App& root_;
  Action chosen_;
};

// Each adds one noun with its verbs.
void AddCandidateCommands(Commands& commands);
void AddSignalCommands(Commands& commands);
void AddBatchCommands(Commands& commands);
void AddLeaseCommands(Commands& commands, CLI::App& batch);
void AddQueueCommands(Commands& commands);
void AddSliceCommands(Commands& commands);
void AddSourceCommands(Commands& commands);
void AddScopeCommands(Commands& commands);
void AddConsentCommands(Commands& commands);
void AddPolicyCommands(Commands& commands);
void AddRubricCommands(Commands& commands);
void AddAgreementCommands(Commands& commands);
void AddDatasetCommands(Commands& commands);
// The verb `trace` of a noun that is there already.
void AddReleaseTrace(Commands& commands, CLI::App& release);
void AddAdjudicationCommands(Commands& commands);
void AddControlCommands(Commands& commands);
void AddLabelCommands(Commands& commands);
void AddEvaluationCommands(Commands& commands);
void AddReleaseCommands(Commands& commands);
void AddAuditCommands(Commands& commands);
void AddSubjectCommands(Commands& commands);
void AddRetentionCommands(Commands& commands);
void AddHealthCommand(Commands& commands);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_COMMANDS_H_
