// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/fault_disk.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

#include "absl/strings/string_view.h"

namespace winnow::faults {
namespace {

namespace fs = std::filesystem;
using storage::DiskStep;
using storage::MutexLock;

constexpr size_t kPage = 4096;
constexpr size_t kNoLimit = std::numeric_limits<size_t>::max();

std::string Normal(absl::string_view path) {
  std::string normal = fs::path(std::string(path)).lexically_normal().string();
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

std::string FolderOf(const std::string& path) { return fs::path(path).parent_path().string(); }

// A number from 0 to `most`.
size_t UpTo(size_t most, std::mt19937* random) {
  return std::uniform_int_distribution<size_t>(0, most)(*random);
}

}  // namespace

FaultDisk::FaultDisk(std::string root) : root_(Normal(root)) {}

void FaultDisk::Arm(const Fault& fault) {
  MutexLock lock(&mutex_);
  fault_ = fault;
  fired_ = false;
}

uint64_t FaultDisk::steps() {
  MutexLock lock(&mutex_);
  return steps_;
}

bool FaultDisk::fired() {
  MutexLock lock(&mutex_);
  return fired_;
}

absl::Status FaultDisk::Enter(const DiskStep& step) {
  MutexLock lock(&mutex_);
  ++steps_;
  absl::Status status = Judge();
  const bool sync = step.kind == DiskStep::Kind::kSync || step.kind == DiskStep::Kind::kSyncFolder;
  if (sync) {
    FollowSync(step, !status.ok());
  } else if (status.ok()) {
    Follow(step);
  }
  return status;
}

absl::Status FaultDisk::Judge() {
  const bool hit = fault_.kind == Fault::Kind::kOnce ? steps_ == fault_.at : steps_ >= fault_.at;
  if (fault_.at == 0 || !hit) return absl::OkStatus();
  fired_ = true;
  return absl::ErrnoToStatus(fault_.error, "an injected fault");
}

void FaultDisk::FollowSync(const DiskStep& step, bool failed) {
  const std::string path = Normal(step.path);
  if (step.kind == DiskStep::Kind::kSyncFolder) {
    // The journal keeps names for the next try.
    if (failed) return;
    for (const NameChange& change : pending_names_[path]) ApplyName(change, &durable_names_);
    pending_names_.erase(path);
    return;
  }
  const auto found = names_.find(path);
  if (found == names_.end()) return;
  Node& node = *found->second;
  if (failed) {
    for (Change& change : node.pending) change.lost = true;
    return;
  }
  for (const Change& change : node.pending) {
    if (!change.lost) ApplyBytes(change, kNoLimit, &node.durable);
  }
  node.pending.erase(std::remove_if(node.pending.begin(), node.pending.end(),
                                    [](const Change& change) { return !change.lost; }),
                     node.pending.end());
}

void FaultDisk::Follow(const DiskStep& step) {
  const std::string path = Normal(step.path);
  const auto found = names_.find(path);
  const std::shared_ptr<Node> node = found == names_.end() ? nullptr : found->second;
  switch (step.kind) {
    case DiskStep::Kind::kCreate:
    case DiskStep::Kind::kMakeFolder:
      if (node != nullptr) break;
      Name({"", path, std::make_shared<Node>()});
      names_[path]->folder = step.kind == DiskStep::Kind::kMakeFolder;
      break;
    case DiskStep::Kind::kWrite:
      if (node != nullptr) node->pending.push_back({false, step.offset, std::string(step.bytes)});
      break;
    case DiskStep::Kind::kTruncate:
      if (node != nullptr) node->pending.push_back({true, step.offset, ""});
      break;
    case DiskStep::Kind::kRename:
      if (node != nullptr) Name({path, Normal(step.target), node});
      break;
    case DiskStep::Kind::kLink:
      if (node != nullptr) Name({"", Normal(step.target), node});
      break;
    case DiskStep::Kind::kRemove:
      if (node != nullptr) Name({path, "", nullptr});
      break;
    case DiskStep::Kind::kSync:
    case DiskStep::Kind::kSyncFolder:
      break;
  }
}

void FaultDisk::Name(NameChange change) {
  ApplyName(change, &names_);
  const std::string folder = FolderOf(change.added.empty() ? change.removed : change.added);
  pending_names_[folder].push_back(std::move(change));
}

void FaultDisk::ApplyName(const NameChange& change, Names* names) {
  if (!change.removed.empty()) names->erase(change.removed);
  if (!change.added.empty()) (*names)[change.added] = change.node;
}

void FaultDisk::ApplyBytes(const Change& change, size_t limit, std::string* content) {
  if (change.truncate) {
    content->resize(change.offset, '\0');
    return;
  }
  const size_t size = std::min(limit, change.bytes.size());
  content->resize(std::max<size_t>(content->size(), change.offset + size), '\0');
  content->replace(change.offset, size, change.bytes, 0, size);
}

std::string FaultDisk::Survivor(const Node& node, TearMode mode, std::mt19937* random) {
  std::string content = node.durable;
  if (node.pending.empty() || mode == TearMode::kDropAll) return content;
  if (mode == TearMode::kTornPages) return AnyPages(node, random);
  const size_t whole =
      mode == TearMode::kLostNames ? node.pending.size() : UpTo(node.pending.size() - 1, random);
  for (size_t i = 0; i < whole; ++i) ApplyBytes(node.pending[i], kNoLimit, &content);
  if (whole < node.pending.size()) {
    const Change& torn = node.pending[whole];
    if (!torn.truncate) ApplyBytes(torn, UpTo(torn.bytes.size(), random), &content);
  }
  return content;
}

std::string FaultDisk::AnyPages(const Node& node, std::mt19937* random) {
  std::string written = node.durable;
  for (const Change& change : node.pending) ApplyBytes(change, kNoLimit, &written);
  const size_t longer = std::max(written.size(), node.durable.size());
  std::string content = node.durable;
  content.resize(UpTo(1, random) == 0 ? written.size() : longer, '\0');
  for (size_t page = 0; page < written.size(); page += kPage) {
    if (UpTo(1, random) == 0 || page >= content.size()) continue;
    content.replace(page, kPage, written, page, kPage);
  }
  return content;
}

FaultDisk::Names FaultDisk::SurvivingNames(TearMode mode, std::mt19937* random) {
  Names names = durable_names_;
  for (const auto& [folder, changes] : pending_names_) {
    size_t kept = 0;
    if (mode == TearMode::kTornPages) kept = changes.size();
    if (mode == TearMode::kTornPrefix) kept = UpTo(changes.size(), random);
    for (size_t i = 0; i < kept; ++i) ApplyName(changes[i], &names);
  }
  return names;
}

void FaultDisk::Reboot(TearMode mode, std::mt19937* random) {
  MutexLock lock(&mutex_);
  Names survivors;
  const Names surviving = SurvivingNames(mode, random);
  std::vector<std::string> there;
  for (const auto& entry : fs::recursive_directory_iterator(root_)) there.push_back(entry.path());
  for (const std::string& path : there) {
    if (surviving.count(path) == 0) fs::remove_all(path);
  }
  // A file that survives stays the file that it was. Folders come before what is in them. What is
  // in a folder that was lost is lost with it.
  for (const auto& [path, node] : surviving) {
    const std::string folder = FolderOf(path);
    if (folder != root_ && survivors.count(folder) == 0) continue;
    const auto kept = std::make_shared<Node>();
    kept->folder = node->folder;
    kept->durable = Survivor(*node, mode, random);
    if (node->folder) {
      fs::create_directory(path);
    } else {
      std::ofstream(path, std::ios::binary) << kept->durable;
    }
    survivors[path] = kept;
  }
  names_ = survivors;
  durable_names_ = std::move(survivors);
  pending_names_.clear();
  fault_ = {};
}

}  // namespace winnow::faults
