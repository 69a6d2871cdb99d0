// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_FAULTS_FAULT_DISK_H_
#define WINNOW_TESTS_FAULTS_FAULT_DISK_H_

#include <cerrno>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "storage/disk_gate.h"
#include "storage/mutex.h"

namespace winnow::faults {

// What a power loss leaves of what was not synced.
enum class TearMode {
  kDropAll,     // nothing
  kTornPrefix,  // of each file and folder its changes up to one, which is cut at a byte
  kTornPages,   // of each file any of its pages of 4 KiB; all names
  kLostNames,   // all bytes; no creation, rename or removal
};
inline constexpr TearMode kTearModes[] = {TearMode::kDropAll, TearMode::kTornPrefix,
                                          TearMode::kTornPages, TearMode::kLostNames};

// What becomes of the steps of a disk from number `at` on; they are counted from 1.
struct Fault {
  enum class Kind {
    kCrash,       // this step and all later ones fail: the power is gone
    kOnce,        // this step fails
    kFromThenOn,  // this step and all later ones fail, until disarmed
  };
  uint64_t at = 0;  // 0: never
  Kind kind = Kind::kCrash;
  int error = EIO;
};

// The strictest disk that POSIX allows, as far as a journaling file system can be it: bytes last
// once their file was synced, names once their folder was, and the names of a folder in their
// order. It follows the changes of a real folder through the gate and knows what of them would
// survive. A sync that fails loses what it was for: a later one does not save it. Names move within
// a folder only. Thread-safe.
class FaultDisk final : public storage::DiskGate {
 public:
  // Follows what happens below a folder that is there and empty.
  explicit FaultDisk(std::string root);

  absl::Status Enter(const storage::DiskStep& step) override;

  void Arm(const Fault& fault);
  void Disarm() { Arm({}); }
  uint64_t steps();
  bool fired();  // whether a step failed since Arm()

  // Makes the real folder what the disk would hold after a power loss now, and disarms. Nothing in
  // it may be open.
  void Reboot(TearMode mode, std::mt19937* random);

 private:
  struct Change {
    bool truncate = false;
    uint64_t offset = 0;  // of the bytes, or the new size
    std::string bytes;
    bool lost = false;  // to a sync that failed
  };
  struct Node {
    bool folder = false;
    std::string durable;
    std::vector<Change> pending;
  };
  using Names = std::map<std::string, std::shared_ptr<Node>>;
  struct NameChange {
    std::string removed;  // empty: none
    std::string added;    // empty: none
    std::shared_ptr<Node> node;
  };

  absl::Status Judge() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Follow(const storage::DiskStep& step) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FollowSync(const storage::DiskStep& step, bool failed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Name(NameChange change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  static void ApplyName(const NameChange& change, Names* names);
  static void ApplyBytes(const Change& change, size_t limit, std::string* content);
  static std::string Survivor(const Node& node, TearMode mode, std::mt19937* random);
  static std::string AnyPages(const Node& node, std::mt19937* random);
  Names SurvivingNames(TearMode mode, std::mt19937* random) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string root_;
  storage::Mutex mutex_;
  Fault fault_ ABSL_GUARDED_BY(mutex_);
  uint64_t steps_ ABSL_GUARDED_BY(mutex_) = 0;
  bool fired_ ABSL_GUARDED_BY(mutex_) = false;
  Names names_ ABSL_GUARDED_BY(mutex_);          // as programs see them
  Names durable_names_ ABSL_GUARDED_BY(mutex_);  // as folders were synced
  std::map<std::string, std::vector<NameChange>> pending_names_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace winnow::faults

#endif  // WINNOW_TESTS_FAULTS_FAULT_DISK_H_
