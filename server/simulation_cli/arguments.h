// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_CLI_ARGUMENTS_H_
#define WINNOW_SERVER_SIMULATION_CLI_ARGUMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace winnow::simulation {

// The words after a verb: options with a value each, in their order, and plain words. Errors are
// INVALID_ARGUMENT and name the option.
class Arguments {
 public:
  struct Option {
    std::string name;
    std::string value;
  };

  // What there may be: options at most once, options any number of times, words without a dash.
  struct Accepted {
    absl::Span<const absl::string_view> once;
    absl::Span<const absl::string_view> often = {};
    bool words = false;
  };
  static absl::StatusOr<Arguments> Parse(absl::Span<const std::string> words,
                                         const Accepted& accepted);

  const std::vector<Option>& options() const { return options_; }
  const std::vector<std::string>& words() const { return words_; }

  // The value of an option that is given once; empty where it is not given.
  std::string Text(absl::string_view name) const;
  absl::StatusOr<std::string> Required(absl::string_view name) const;
  // A whole number within bounds.
  struct Bounds {
    uint64_t low = 0;
    uint64_t high = UINT64_MAX;
  };
  absl::StatusOr<uint64_t> Whole(absl::string_view name, uint64_t otherwise,
                                 const Bounds& bounds) const;
  // A number within bounds.
  struct RealBounds {
    double low = 0;
    double high = 0;
  };
  absl::StatusOr<double> Real(absl::string_view name, double otherwise,
                              const RealBounds& bounds) const;
  bool Has(absl::string_view name) const { return Find(name).has_value(); }
  // The parts between commas, which may be empty; none of an option that is not given.
  std::vector<std::string> List(absl::string_view name) const;

 private:
  std::optional<std::string> Find(absl::string_view name) const;

  std::vector<Option> options_;
  std::vector<std::string> words_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_CLI_ARGUMENTS_H_
