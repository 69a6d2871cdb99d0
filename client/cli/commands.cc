// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands.h"

#include <utility>

namespace winnow::client::cli {
namespace {

CLI::App& AddCommand(CLI::App& parent, const CommandText& text) {
  CLI::App& command = *parent.add_subcommand(text.name, text.summary);
  command.footer("Example:\n  " + text.example);
  // Global options may stand anywhere on the line.
  command.fallthrough();
  return command;
}

}  // namespace

CLI::App& Commands::AddNoun(const CommandText& text) { return AddCommand(root_, text); }

CLI::App& Commands::AddVerb(CLI::App& noun, const CommandText& text, Action action) {
  CLI::App& verb = AddCommand(noun, text);
  verb.callback([this, action = std::move(action)] { chosen_ = action; });
  return verb;
}

CLI::App& Commands::AddTopVerb(const CommandText& text, Action action) {
  return AddVerb(root_, text, std::move(action));
}

}  // namespace winnow::client::cli
