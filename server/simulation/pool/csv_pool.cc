// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/csv_pool.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/release/witnesses.h"
#include "server/selection/signal_vocabulary.h"
#include "server/selection/stable_hash.h"
#include "server/simulation/pool/csv_layout.h"
#include "server/simulation/pool/slice_names.h"

namespace winnow::simulation {
namespace {

// To further systems, by series of witnesses.
using Distances = std::vector<std::optional<double>>;

constexpr char kIdColumn[] = "candidate_id";

// Reads a table under a layout.
class CsvReader {
 public:
  CsvReader(const CsvTable& table, CsvLayout layout, const PoolOptions& options)
      : table_(table),
        layout_(std::move(layout)),
        options_(options),
        witnesses_(options.baseline, options.candidate) {}

  absl::StatusOr<Pool> Read(const std::string& source) {
    if (absl::Status status = FindColumns(); !status.ok()) return status;
    Describe(source);
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      if (absl::Status status = ReadRow(row); !status.ok()) return status;
    }
    HearWitnesses();
    NoteItems();
    Exclude(missing_outputs_,
            absl::StrCat("without an output of ", options_.baseline, " or ", options_.candidate));
    Exclude(sensitive_, "sensitive, which policies leave out");
    Exclude(without_slice_,
            absl::StrCat("without a slice: ", absl::StrJoin(layout_.slice, " or "), " is empty"));
    return FinishPool(std::move(pool_), options_.least_items);
  }

 private:
  absl::Status Need(const std::string& column, absl::string_view what) const {
    if (table_.Has(column)) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("there is no column ", column, " (", what, ")"));
  }

  absl::Status NeedErrors(const std::string& system) const {
    if (table_.Has(ErrorsColumn(layout_, system))) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "there is no column ", ErrorsColumn(layout_, system), " with the errors of ", system,
        "; systems of this file: ", absl::StrJoin(SystemsOf(table_, layout_), ", ")));
  }

  absl::Status FindColumns() {
    for (const std::string& system : {options_.baseline, options_.candidate}) {
      if (absl::Status status = NeedErrors(system); !status.ok()) return status;
    }
    for (const std::string& column : layout_.slice) {
      if (absl::Status status = Need(column, "of the slices; name others with --slice");
          !status.ok())
        return status;
    }
    if (!layout_.reference_units.empty()) {
      if (absl::Status status = Need(layout_.reference_units, "reference words"); !status.ok())
        return status;
    }
    pair_ = DistanceColumn(table_, layout_, options_.baseline, options_.candidate);
    for (const std::string& system : SystemsOf(table_, layout_)) {
      if (system == options_.baseline || system == options_.candidate) continue;
      for (const std::string& of_pair : {options_.baseline, options_.candidate}) {
        auto column = DistanceColumn(table_, layout_, of_pair, system);
        if (!column.has_value()) continue;
        witnesses_.AddSeries(of_pair, system);
        distance_columns_.push_back(*std::move(column));
      }
    }
    return absl::OkStatus();
  }

  void Describe(const std::string& source) {
    v1::SimulatedTask& task = pool_.task;
    task.set_task(absl::StrCat(source, " ", options_.baseline, " -> ", options_.candidate));
    task.set_source(source);
    task.set_baseline_release(options_.baseline);
    task.set_candidate_release(options_.candidate);
    task.set_unit(layout_.reference_units.empty() ? kTaskUnit : "word");
    if (!layout_.reference_units.empty() && layout_.incumbent_units.empty()) {
      task.add_generated(
          "The words of the reference stand for those of the incumbent, which the file does not "
          "have.");
    }
    if (!layout_.incumbent_units.empty() && !layout_.compared_with.empty() &&
        layout_.compared_with != options_.baseline) {
      task.add_generated(absl::StrCat("The words of ", layout_.compared_with,
                                      " stand for those of ", options_.baseline,
                                      ", which the file does not have."));
    }
  }

  // A number from 0 to kMostUnits, or none.
  absl::StatusOr<std::optional<double>> Amount(std::size_t row, const std::string& column) const {
    auto value = table_.Number(row, column);
    if (value.ok() && value->value_or(0) < 0)
      return table_.Wrong(row, column, "must be a number of 0 or more");
    if (value.ok() && value->value_or(0) > kMostUnits)
      return table_.Wrong(row, column, "is above a billion: correct the cell");
    return value;
  }

  absl::StatusOr<std::optional<double>> Errors(std::size_t row, const std::string& system) const {
    const std::string column = ErrorsColumn(layout_, system);
    auto value = Amount(row, column);
    if (value.ok() && value->value_or(0) > layout_.label_range)
      return table_.Wrong(row, column, "is above 1, the most that a task can fail");
    return value;
  }

  absl::StatusOr<double> Units(std::size_t row, const std::string& column) const {
    const auto value = Amount(row, column);
    if (!value.ok()) return value.status();
    if (!value->has_value()) return table_.Wrong(row, column, "must not be empty");
    return **value;
  }

  absl::StatusOr<std::optional<double>> Distance(std::size_t row, const std::string& column) const {
    if (column.empty()) return std::nullopt;
    auto value = Amount(row, column);
    if (!value.ok() || !value->has_value()) return value;
    return std::min(**value, layout_.label_range);
  }

  absl::StatusOr<Distances> ReadDistances(std::size_t row) const {
    Distances distances;
    for (const std::string& column : distance_columns_) {
      const auto distance = Distance(row, column);
      if (!distance.ok()) return distance.status();
      distances.push_back(*distance);
    }
    return distances;
  }

  absl::Status ReadSignals(std::size_t row, PoolItem& item) const {
    for (const auto& [signal, column] :
         {std::pair<std::string, std::string>("confidence", "confidence"),
          std::pair<std::string, std::string>("committee_disagreement",
                                              layout_.committee_disagreement)}) {
      if (column.empty() || !table_.Has(column)) continue;
      const auto value = table_.Number(row, column);
      if (!value.ok()) return value.status();
      if (!value->has_value()) continue;
      if (const auto problem = selection::CheckSignalValue(signal, **value); problem.has_value())
        return table_.Wrong(row, column, absl::StrCat(*problem, ": correct the cell"));
      item.signals[signal] = **value;
    }
    return absl::OkStatus();
  }

  absl::Status ReadUnits(std::size_t row, PoolItem& item) const {
    if (layout_.reference_units.empty()) return absl::OkStatus();
    const auto reference = Units(row, layout_.reference_units);
    if (!reference.ok()) return reference.status();
    item.reference_units = item.incumbent_units = *reference;
    if (layout_.incumbent_units.empty()) return absl::OkStatus();
    const auto incumbent = Units(row, layout_.incumbent_units);
    if (incumbent.ok()) item.incumbent_units = *incumbent;
    return incumbent.status();
  }

  uint64_t KeyOf(std::size_t row, const std::string& column) const {
    if (column.empty() || table_.Text(row, column).empty()) return 0;
    return std::max<uint64_t>(selection::StaticIdHash(table_.Text(row, column)), 1);
  }

  absl::StatusOr<bool> IsSensitive(std::size_t row) const {
    if (layout_.sensitive.empty()) return false;
    const std::string& text = table_.Text(row, layout_.sensitive);
    if (text == "1") return true;
    if (text == "0" || text.empty()) return false;
    return table_.Wrong(row, layout_.sensitive, absl::StrCat("'", text, "' is neither 0 nor 1"));
  }

  bool HasNoSlice(std::size_t row) const {
    return std::any_of(layout_.slice.begin(), layout_.slice.end(),
                       [&](const std::string& column) { return table_.Text(row, column).empty(); });
  }

  // The id of the row's candidate, which no other row has.
  absl::StatusOr<std::string> IdOf(std::size_t row) {
    if (!table_.Has(kIdColumn)) return absl::StrCat("row-", row + 1);
    const std::string& id = table_.Text(row, kIdColumn);
    if (id.empty()) return table_.Wrong(row, kIdColumn, "must not be empty");
    const auto [first, is_new] = rows_.try_emplace(id, row);
    if (is_new) return id;
    return table_.Wrong(row, kIdColumn,
                        absl::StrCat(id, " is in line ", CsvTable::LineOf(first->second),
                                     " already: keep one of the two"));
  }

  absl::Status ReadRow(std::size_t row) {
    auto id = IdOf(row);
    if (!id.ok()) return id.status();
    const auto baseline = Errors(row, options_.baseline);
    if (!baseline.ok()) return baseline.status();
    const auto candidate = Errors(row, options_.candidate);
    if (!candidate.ok()) return candidate.status();
    const auto is_sensitive = IsSensitive(row);
    if (!is_sensitive.ok()) return is_sensitive.status();
    if (*is_sensitive) {
      ++sensitive_;
      return absl::OkStatus();
    }
    if (!baseline->has_value() || !candidate->has_value()) {
      ++missing_outputs_;
      return absl::OkStatus();
    }
    if (HasNoSlice(row)) {
      ++without_slice_;
      return absl::OkStatus();
    }
    PoolItem item;
    item.id = *std::move(id);
    const auto slice = SliceOf(row);
    if (!slice.ok()) return slice.status();
    item.slice = *slice;
    item.cluster = KeyOf(row, layout_.cluster);
    if (item.cluster == 0) {
      item.cluster = std::max<uint64_t>(selection::StaticIdHash(item.id), 1);
      ++alone_;
    }
    item.near_duplicate = KeyOf(row, layout_.near_duplicate);
    item.difference = **candidate - **baseline;
    if (absl::Status status = ReadUnits(row, item); !status.ok()) return status;
    if (absl::Status status = ReadSignals(row, item); !status.ok()) return status;
    auto distances = ReadDistances(row);
    if (!distances.ok()) return distances.status();
    const auto known = Distance(row, pair_.value_or(""));
    if (!known.ok()) return known.status();
    without_pair_ += known->has_value() ? 0 : 1;
    if (known->has_value()) item.signals["pair_disagreement"] = **known;
    pool_.items.push_back(std::move(item));
    witnesses_.Count(*distances);
    distances_.push_back(*std::move(distances));
    return absl::OkStatus();
  }

  absl::StatusOr<uint32_t> SliceOf(std::size_t row) {
    std::vector<std::string> values;
    for (const std::string& column : layout_.slice) values.push_back(table_.Text(row, column));
    const auto name = slice_names_.Join(values);
    if (!name.has_value()) return table_.Wrong(row, layout_.slice.front(), SliceNames::kTaken);
    const auto [found, is_new] = slices_.try_emplace(*name, slices_.size());
    if (is_new) pool_.slices.push_back(found->first);
    return static_cast<uint32_t>(found->second);
  }

  void HearWitnesses() {
    witnesses_.Choose();
    if (!witnesses_.any()) return;
    for (std::size_t i = 0; i < pool_.items.size(); ++i) {
      PoolItem& item = pool_.items[i];
      const auto pair = witnesses_.PairDistance(distances_[i], item.Signal("pair_disagreement"));
      if (!pair.has_value()) continue;
      stood_in_ += item.signals.contains("pair_disagreement") ? 0 : 1;
      const double disagreement = std::min(*pair, layout_.label_range);
      item.signals["pair_disagreement"] = disagreement;
      item.signals["expected_change"] = witnesses_.ExpectedChange(distances_[i], disagreement);
    }
  }

  // What stands in for something in all or some of the candidates.
  void NoteItems() {
    if (!pair_.has_value()) {
      pool_.task.add_generated(absl::StrCat(
          "The distance of the two releases is not in the file",
          stood_in_ > 0 ? ": the smallest sum of their distances to a third one stands for it."
                        : ", and nothing stands for it."));
    }
    const auto note = [this](uint64_t items, absl::string_view what, absl::string_view then) {
      if (items == 0) return;
      pool_.task.add_generated(
          absl::StrCat(what, " of ", items, " of ", pool_.items.size(), " candidates: ", then));
    };
    note(alone_, "There is no key of a speaker, call or session",
         "each counts as a cluster of its own.");
    // Of a pair without a column it is said of the whole file.
    note(pair_.has_value() ? without_pair_ : 0, "There is no distance of the two releases",
         "the smallest sum of their distances to a third one stands for it, where there is one.");
  }

  void Exclude(uint64_t items, std::string reason) {
    if (items == 0) return;
    v1::SimulationExclusion& exclusion = *pool_.task.add_exclusions();
    exclusion.set_items(items);
    exclusion.set_reason(std::move(reason));
  }

  const CsvTable& table_;
  const CsvLayout layout_;
  const PoolOptions& options_;
  std::optional<std::string> pair_;
  release::Witnesses witnesses_;
  std::vector<std::string> distance_columns_;  // by series of witnesses_
  Pool pool_;
  std::vector<Distances> distances_;                          // by item
  absl::flat_hash_map<absl::string_view, std::size_t> rows_;  // by id
  SliceNames slice_names_;
  absl::flat_hash_map<std::string, std::size_t> slices_;
  uint64_t alone_ = 0;         // items without a cluster
  uint64_t without_pair_ = 0;  // items without a distance of the pair
  uint64_t stood_in_ = 0;      // items of which distances to others made that of the pair
  uint64_t missing_outputs_ = 0;
  uint64_t sensitive_ = 0;
  uint64_t without_slice_ = 0;
};

CsvLayout LayoutFor(const CsvTable& table, const PoolOptions& options) {
  CsvLayout layout = LayoutOf(table, options.baseline);
  if (!options.slice.empty()) layout.slice = options.slice;
  if (!options.cluster.empty()) layout.cluster = options.cluster;
  if (!options.units.empty()) layout.reference_units = options.units;
  return layout;
}

}  // namespace

absl::StatusOr<Pool> PoolOfCsv(const CsvTable& table, const std::string& source,
                               const PoolOptions& options) {
  if (!options.cluster.empty() && !table.Has(options.cluster)) {
    return absl::InvalidArgumentError(
        absl::StrCat(source, ": there is no column ", options.cluster, " (of --cluster)"));
  }
  auto pool = CsvReader(table, LayoutFor(table, options), options).Read(source);
  if (pool.ok() || absl::StrContains(pool.status().message(), source)) return pool;
  return absl::InvalidArgumentError(absl::StrCat(source, ": ", pool.status().message()));
}

}  // namespace winnow::simulation
