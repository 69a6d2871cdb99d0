// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/app.h"

#include "absl/strings/str_split.h"
#include "client/cli/commands.h"
#include "client/cli/exit_code.h"
#include "client/cli/table.h"
#include "client/error.h"

namespace winnow::client::cli {
namespace {

constexpr char kFooter[] =
    R"(Results go to stdout, notes and progress to stderr. "-" as a file is stdin.
Queues, policies, sources and scopes are given as ids or full names.

Exit codes: 0 ok; 2 usage; 3 a batch or an audit log does not verify, or a gate does not pass;
4 some rows were refused (written to a file); 64 + gRPC code.

Example:
  winnow batch request --queue asr --labeler vendor-a --max-items 100)";

void AddGlobalOptions(CLI::App& app, GlobalOptions& options) {
  app.add_option("--server", options.server,
                 "Address, host:port or unix:path (default: WINNOW_SERVER, else localhost:50051)")
      ->type_name("ADDR");
  Credentials& shown = options.credentials;
  app.add_option("--token-file", shown.token_file,
                 "File with the caller's token (default: WINNOW_TOKEN_FILE)")
      ->type_name("FILE");
  app.add_option("--tls-ca", shown.tls_ca_file,
                 "Certificates of the server's authority; connects by TLS (default: WINNOW_TLS_CA)")
      ->type_name("FILE");
  app.add_option("--tls-cert", shown.tls_certificate_file,
                 "The caller's certificate with its chain (default: WINNOW_TLS_CERT)")
      ->type_name("FILE");
  app.add_option("--tls-key", shown.tls_key_file, "Its key (default: WINNOW_TLS_KEY)")
      ->type_name("FILE");
  app.add_option("-o,--output", options.output, "table, json or jsonl")
      ->check(CLI::IsMember({"table", "json", "jsonl"}).description(""))
      ->type_name("FORMAT")
      ->capture_default_str();
  app.add_option("--timeout", options.timeout, "Bound of one call with its repetitions")
      ->type_name("DURATION")
      ->capture_default_str();
  app.add_option("--request-id", options.request_id,
                 "Id of the call: the same id has one effect (default: a new one)")
      ->type_name("ID");
}

void AddAllCommands(Commands& commands) {
  AddCandidateCommands(commands);
  AddSignalCommands(commands);
  AddBatchCommands(commands);
  AddLabelCommands(commands);
  AddAgreementCommands(commands);
  AddDatasetCommands(commands);
  AddEvaluationCommands(commands);
  AddReleaseCommands(commands);
  AddQueueCommands(commands);
  AddSliceCommands(commands);
  AddPolicyCommands(commands);
  AddRubricCommands(commands);
  AddAdjudicationCommands(commands);
  AddControlCommands(commands);
  AddSourceCommands(commands);
  AddScopeCommands(commands);
  AddAuditCommands(commands);
  AddSubjectCommands(commands);
  AddRetentionCommands(commands);
  AddConsentCommands(commands);
  AddHealthCommand(commands);
}

void PrintError(const absl::Status& status, Environment& environment) {
  const std::string text = "winnow: " + DescribeError(status);
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    environment.err << Printable(line) << "\n";
  }
}

// A line that stops before a verb gets the help of where it stopped.
int AskForVerb(const CLI::App& app, Environment& environment) {
  const CLI::App* last = &app;
  while (!last->get_subcommands().empty()) last = last->get_subcommands().front();
  environment.err << last->help() << "\nwinnow: name one of the subcommands\n";
  return kExitUsage;
}

}  // namespace

int RunWinnow(const std::vector<std::string>& arguments, Environment& environment) {
  CLI::App app("Decides what people review next, and leases that work out.", "winnow");
  app.footer(kFooter);
  GlobalOptions options;
  options.credentials = environment.credentials;
  AddGlobalOptions(app, options);
  Commands commands(app);
  AddAllCommands(commands);
  // CLI11 reports by exception and takes the arguments in reverse.
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return app.exit(error, environment.out, environment.err) == 0 ? kExitOk : kExitUsage;
  }
  if (!commands.chosen()) return AskForVerb(app, environment);
  Session session(environment, options);
  absl::Status status = commands.chosen()(session);
  environment.out.flush();
  if (status.ok() && !environment.out.good()) status = UsageError("stdout cannot be written");
  if (!status.ok()) {
    PrintError(status, environment);
    return ExitCodeOf(status);
  }
  if (session.refuted()) return kExitRefuted;
  return session.partial() ? kExitPartial : kExitOk;
}

}  // namespace winnow::client::cli
