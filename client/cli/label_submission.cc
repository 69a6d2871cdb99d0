// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/label_submission.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/input.h"
#include "client/cli/label_sender.h"
#include "client/cli/label_studio_reader.h"
#include "client/cli/line_reader.h"
#include "client/cli/option_value.h"
#include "client/cli/rejected_rows.h"
#include "client/cli/table.h"
#include "client/label_json.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

constexpr size_t kLongestLine = 64 << 10;
// Of a stream that can be read only once.
constexpr size_t kLargestStream = 64 << 20;

constexpr char kJsonLines[] = "jsonl";
constexpr char kLabelStudio[] = "label-studio";

// One run: where its rows come from and go to.
struct Submission {
  Session& session;
  Input& input;
  LabelSender& sender;
  RejectedRows& rejected;
  // Annotations that are no labels, which Label Studio alone has.
  bool may_skip = false;
  uint64_t skipped = 0;
};

absl::Status SubmitLines(Submission& run) {
  LineReader lines(run.input.stream(), kLongestLine);
  JsonRow row;
  Line line;
  absl::Status status;
  while (status.ok() && lines.Next(line)) {
    v1::Label label;
    Defect defect;
    if (line.is_too_long) {
      defect = RowDefect{"", "the line is longer than 64 KiB"};
    } else {
      defect = row.Parse(line.text);
      if (!defect.has_value()) defect = ReadLabel(row, label);
    }
    status = defect.has_value()
                 ? run.rejected.Add({line.number, line.text, "FIELD_INVALID", *defect})
                 : run.sender.Add(std::move(label), {line.number, line.text});
  }
  return status;
}

// What of `in` can be read twice: a file is, a pipe is held in memory.
absl::Status Hold(Input& input, std::stringstream& held) {
  std::string text(kLargestStream + 1, '\0');
  input.stream().read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(input.stream().gcount()));
  if (text.size() > kLargestStream) {
    return UsageError("more than 64 MiB come through a pipe: give the name of a file");
  }
  held.str(std::move(text));
  return absl::OkStatus();
}

absl::StatusOr<LabelStudioRun> RunOf(const std::string& batch, const LabelOptions& options) {
  if (!options.vendor.empty() && !IsId(options.vendor)) {
    return UsageError("--vendor: an id, [A-Za-z0-9_.:-]{1,64}");
  }
  absl::StatusOr<AnnotatorKey> key = AnnotatorKey::Read(options.annotator_key);
  if (!key.ok()) return key.status();
  const std::vector<std::string> others = SplitList(options.other_controls);
  return LabelStudioRun{batch, *std::move(key), options.vendor, {others.begin(), others.end()}};
}

// A file that is no export as a whole is refused before anything is sent.
absl::Status SubmitLabelStudio(Submission& run, const LabelStudioRun& common) {
  std::stringstream held;
  const bool is_file = run.input.size() > 0;
  if (!is_file) {
    if (absl::Status status = Hold(run.input, held); !status.ok()) return status;
  }
  std::istream& in = is_file ? run.input.stream() : held;
  if (const absl::Status status = LabelStudioReader::Check(in); !status.ok()) {
    return UsageError(absl::StrCat(status.message(),
                                   "\nnothing was submitted: give the export of a Label Studio "
                                   "project, or of its tasks, in the format JSON"));
  }
  in.clear();
  in.seekg(0);
  LabelStudioReader reader(run.session, run.sender, run.rejected, common);
  const absl::Status status = reader.Read(in);
  run.skipped = reader.skipped();
  if (reader.skipped() > 0) {
    run.session.err() << reader.skipped()
                      << " annotations were skipped by their annotators and not "
                      << "submitted; give such items back with winnow batch return: "
                      << absl::StrJoin(reader.skipped_candidates(), " ")
                      << (reader.skipped() > reader.skipped_candidates().size() ? " ...\n" : "\n");
  }
  if (reader.unlabeled() > 0) {
    run.session.err() << reader.unlabeled() << " tasks have no annotation\n";
  }
  return status;
}

void PrintCounts(const Submission& run) {
  const LabelCounts& counts = run.sender.counts();
  if (run.session.format() != OutputFormat::kTable) {
    nlohmann::ordered_json json = {{"accepted", counts.accepted},
                                   {"done", counts.done},
                                   {"rejected", run.rejected.count()},
                                   {"open_items", counts.open_items},
                                   {"disputed", counts.disputed}};
    if (run.may_skip) json["skipped"] = run.skipped;
    run.session.out() << json.dump(run.session.format() == OutputFormat::kJson ? 1 : -1) << "\n";
    return;
  }
  Table table(
      {{"accepted", true}, {"done", true}, {"rejected", true}, {"open", true}, {"disputed", true}});
  table.Add({absl::StrCat(counts.accepted), absl::StrCat(counts.done),
             absl::StrCat(run.rejected.count()), absl::StrCat(counts.open_items),
             absl::StrCat(counts.disputed)});
  table.Print(run.session.out());
}

// Nobody is asked to look at labels that disagree, so the one who submits them is told.
void NoteDisputes(Session& session, uint64_t disputed, const std::string& batch) {
  if (disputed == 0) return;
  session.err() << disputed << " items have labels that disagree: winnow adjudication ls --queue "
                << IdOf(batch.substr(0, batch.find("/batches/"))) << "\n";
}

absl::Status CheckOptions(const LabelOptions& options) {
  if (options.from == kLabelStudio) return absl::OkStatus();
  if (options.from != kJsonLines) return UsageError("--from: jsonl or label-studio");
  if (options.annotator_key.empty() && options.vendor.empty() && options.other_controls.empty())
    return absl::OkStatus();
  return UsageError(
      "--annotator-key, --vendor and --other-controls go with --from label-studio; a row of JSON "
      "Lines names annotator and vendor itself");
}

}  // namespace

absl::Status SubmitLabels(Session& session, const LabelOptions& options) {
  absl::StatusOr<std::string> batch = BatchName(options.queue, options.batch);
  if (!batch.ok()) return batch.status();
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  std::optional<LabelStudioRun> label_studio;
  if (options.from == kLabelStudio) {
    absl::StatusOr<LabelStudioRun> common = RunOf(*batch, options);
    if (!common.ok()) return common.status();
    label_studio = *std::move(common);
  }
  absl::StatusOr<Input> input = Input::Open(session, options.file);
  if (!input.ok()) return input.status();
  RejectedRows rejected(options.rejected.empty() ? DefaultRejectedPath(options.file)
                                                 : options.rejected);
  LabelSender sender(session, rejected, *batch, options.token);
  Submission run{session, *input, sender, rejected, label_studio.has_value()};
  absl::Status status =
      label_studio.has_value() ? SubmitLabelStudio(run, *label_studio) : SubmitLines(run);
  if (status.ok()) status = sender.Flush();
  const absl::Status closed = rejected.Close();
  if (status.ok() || sender.has_answers()) PrintCounts(run);
  NoteDisputes(session, sender.counts().disputed, *batch);
  if (rejected.count() > 0) {
    session.MarkPartial();
    session.err() << rejected.count() << " rows were refused: " << rejected.path() << " has them, "
                  << rejected.path() << ".reasons says why\n";
  }
  return status.ok() ? closed : status;
}

}  // namespace winnow::client::cli
