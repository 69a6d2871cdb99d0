// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// winnow-simulate: draws offline, from files.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/simulation/replay.h"

namespace winnow::simulation {
namespace {

constexpr int kExitReproduced = 0;
constexpr int kExitUsage = 2;
constexpr int kExitDiffers = 3;

constexpr char kHelp[] =
    R"(winnow-simulate draws review batches offline, from files that winnow wrote.

    winnow-simulate replay --frame FILE --batch FILE [--threads N]

  --frame FILE   what winnow queue export wrote before the batch was requested
  --batch FILE   what winnow batch export --format jsonl wrote
  --threads N    threads of the draw, 1 to 64 (default 1); the result is the same for all
  --version, --help

Exit codes: 0 the batch is reproduced byte for byte, 2 wrong arguments or files, 3 it is not.
)";

struct Arguments {
  std::string frame;
  std::string batch;
  uint32_t threads = 1;
};

// Threads that live for one part of a draw.
class ThreadExecutor final : public selection::Executor {
 public:
  explicit ThreadExecutor(uint32_t threads) : threads_(threads) {}

  void ParallelFor(std::size_t count, absl::FunctionRef<void(std::size_t)> work) override {
    const auto run = [this, count, work](std::size_t first) {
      for (std::size_t i = first; i < count; i += threads_) work(i);
    };
    std::vector<std::thread> others;
    for (std::size_t t = 1; t < threads_ && t < count; ++t) others.emplace_back(run, t);
    run(0);
    for (std::thread& thread : others) thread.join();
  }

 private:
  const uint32_t threads_;
};

int Complain(absl::string_view text) {
  std::fprintf(stderr, "winnow-simulate: %s\n", std::string(text).c_str());
  return kExitUsage;
}

bool SetOption(const std::string& name, const std::string& value, Arguments& arguments) {
  if (name == "--frame") arguments.frame = value;
  if (name == "--batch") arguments.batch = value;
  if (name != "--threads") return name == "--frame" || name == "--batch";
  return absl::SimpleAtoi(value, &arguments.threads) && arguments.threads >= 1 &&
         arguments.threads <= 64;
}

// Calls `take` with each line of a file, from 0. INVALID_ARGUMENT with file and line.
absl::Status ForEachLine(const std::string& path,
                         const std::function<absl::Status(uint64_t, std::string)>& take) {
  std::ifstream file(path);
  std::string line;
  for (uint64_t number = 0; std::getline(file, line); ++number) {
    const absl::Status status = take(number, std::move(line));
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number + 1, ": the line ", status.message()));
    }
  }
  if (file.eof()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": cannot be read"));
}

absl::StatusOr<std::unique_ptr<ExportedFrame>> ReadFrame(const std::string& path) {
  std::unique_ptr<ExportedFrame> frame;
  absl::Status status = ForEachLine(path, [&frame](uint64_t number, const std::string& line) {
    if (number > 0) return frame->Add(line);
    auto opened = ExportedFrame::Open(line);
    if (opened.ok()) frame = *std::move(opened);
    return opened.status();
  });
  if (!status.ok()) return status;
  if (frame == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, ": is empty"));
  status = frame->CheckComplete();
  if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
  return frame;
}

int Report(const ReplayResult& result, uint64_t candidates) {
  if (result.differing_lines == 0) {
    std::printf("reproduced: %llu items, drawn again from %llu candidates\n",
                static_cast<unsigned long long>(result.items),
                static_cast<unsigned long long>(candidates));
    return kExitReproduced;
  }
  std::printf("not reproduced: %llu lines differ\n",
              static_cast<unsigned long long>(result.differing_lines));
  for (const std::string& note : result.notes) std::printf("note: %s\n", note.c_str());
  for (const Difference& difference : result.differences) {
    std::printf("line %llu\n  batch   %s\n  replay  %s\n",
                static_cast<unsigned long long>(difference.line), difference.batch.c_str(),
                difference.replay.c_str());
  }
  return kExitDiffers;
}

int RunReplay(const Arguments& arguments) {
  const auto frame = ReadFrame(arguments.frame);
  if (!frame.ok()) return Complain(frame.status().message());
  std::vector<std::string> lines;
  const absl::Status read = ForEachLine(arguments.batch, [&lines](uint64_t, std::string line) {
    lines.push_back(std::move(line));
    return absl::OkStatus();
  });
  if (!read.ok()) return Complain(read.message());
  ThreadExecutor executor(arguments.threads);
  const auto result = Replay(**frame, lines, executor);
  if (!result.ok()) return Complain(absl::StrCat(arguments.batch, ": ", result.status().message()));
  return Report(*result, (*frame)->header().candidates());
}

int Main(const std::vector<std::string>& words) {
  if (words.size() == 1 && words[0] == "--version") {
    std::printf("winnow-simulate %s\n", WINNOW_VERSION);
    return 0;
  }
  for (const std::string& word : words) {
    if (word != "--help") continue;
    std::fputs(kHelp, stdout);
    return 0;
  }
  if (words.empty() || words[0] != "replay") return Complain("name the verb replay; see --help");
  Arguments arguments;
  for (std::size_t i = 1; i < words.size(); i += 2) {
    if (i + 1 == words.size() || !SetOption(words[i], words[i + 1], arguments))
      return Complain(
          absl::StrCat(words[i], ": no such option, or its value is wrong; see --help"));
  }
  if (arguments.frame.empty() || arguments.batch.empty())
    return Complain("--frame and --batch are required; see --help");
  return RunReplay(arguments);
}

}  // namespace
}  // namespace winnow::simulation

int main(int argc, char** argv) {
  return winnow::simulation::Main(std::vector<std::string>(argv + 1, argv + argc));
}
