// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The fifteen kinds of damage of storage.md E3: our engine refuses, saying what to do, or is
// complete. Plain RocksDB with its default settings meets the same damage beside it.
#include <rocksdb/db.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/key.h"
#include "storage/rocksdb_engine.h"
#include "tests/storage/copy_as_original.h"
#include "tests/testing/figures.h"
#include "tests/testing/temp_dir.h"

namespace winnow::faults {
namespace {

namespace fs = std::filesystem;

constexpr int kLives = 3;
constexpr int kCommitsPerLife = 20;
constexpr int kCommits = kLives * kCommitsPerLife;

struct Finding {
  enum class Kind { kComplete, kRefused, kShort };
  Kind kind = Kind::kComplete;
  std::string text;  // of the refusal
};

Finding Refused(absl::string_view text) { return {Finding::Kind::kRefused, std::string(text)}; }

// Of one size, and not compressible, so that two tables of rows are the largest and alike.
std::string ValueOf(int number) {
  std::mt19937 random(static_cast<uint32_t>(number));
  std::string value(500, '\0');
  for (char& byte : value) byte = static_cast<char>(random());
  return value;
}

// A store in a folder, with its database in the folder `db` inside.
class Store {
 public:
  virtual ~Store() = default;
  // One life: opens, commits, closes.
  virtual void Live(const std::string& folder, int first) = 0;
  virtual void Copy(const std::string& from, const std::string& to) {
    fs::copy(from, to, fs::copy_options::recursive);
  }
  // Opens and reads everything that was acknowledged.
  virtual Finding Judge(const std::string& folder) = 0;
};

class OurStore final : public Store {
 public:
  void Live(const std::string& folder, int first) override {
    auto engine = Open(folder);
    ASSERT_TRUE(engine.ok()) << engine.status();
    for (int number = first; number < first + kCommitsPerLife; ++number) {
      const storage::ShardHead head = *(*engine)->Head(0);
      storage::Commit commit;
      commit.fence = {0, head.epoch, head.last_seq};
      commit.leaves = {absl::StrCat("leaf ", number, std::string(100, 'l'))};
      commit.head_note = absl::StrCat("note ", number);
      commit.puts = {{KeyOf(number), ValueOf(number)}};
      ASSERT_EQ((*engine)->Commit(commit).outcome, storage::Outcome::kCommitted);
    }
  }

  // Else each copy would be refused as one, whatever is done to it.
  void Copy(const std::string& from, const std::string& to) override {
    const absl::Status status = storage::CopyAsOriginal(from, to);
    EXPECT_TRUE(status.ok()) << status;
  }

  Finding Judge(const std::string& folder) override {
    auto engine = Open(folder);
    if (!engine.ok()) return Refused(engine.status().message());
    const auto leaves = (*engine)->ReadLeaves(0, 0, kCommits + 1);
    if (!leaves.ok()) return Refused(leaves.status().message());
    auto reader = (*engine)->OpenBulk(0, {});
    if (!reader.ok()) return Refused(reader.status().message());
    int number = 0;
    bool same = leaves->size() == kCommits;
    for (; (*reader)->Next(); ++number) {
      same = same && (*reader)->key() == KeyOf(number) && (*reader)->value() == ValueOf(number);
    }
    if (!(*reader)->status().ok()) return Refused((*reader)->status().message());
    return {same && number == kCommits ? Finding::Kind::kComplete : Finding::Kind::kShort, ""};
  }

 private:
  static std::string KeyOf(int number) {
    return storage::KeyBuilder(0, storage::Table::kCandidate)
        .U64(static_cast<uint64_t>(number))
        .Take();
  }
  static absl::StatusOr<std::unique_ptr<storage::RocksdbEngine>> Open(const std::string& folder) {
    storage::RocksdbOptions options;
    options.dir = folder;
    options.create_if_missing = !fs::exists(folder);
    options.database_id = "damage-matrix";
    options.wait = [](absl::Duration) {};
    return storage::RocksdbEngine::Open(options);
  }
};

class PlainStore final : public Store {
 public:
  void Live(const std::string& folder, int first) override {
    fs::create_directories(folder);
    rocksdb::Options options;
    options.create_if_missing = true;
    const std::unique_ptr<rocksdb::DB> db = Open(folder, options, nullptr);
    ASSERT_NE(db, nullptr);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    for (int number = first; number < first + kCommitsPerLife; ++number) {
      ASSERT_TRUE(db->Put(synced, KeyOf(number), ValueOf(number)).ok());
    }
  }

  Finding Judge(const std::string& folder) override {
    rocksdb::Status status;
    const std::unique_ptr<rocksdb::DB> db = Open(folder, {}, &status);
    if (db == nullptr) return Refused(status.ToString());
    const std::unique_ptr<rocksdb::Iterator> it(db->NewIterator({}));
    int number = 0;
    bool same = true;
    for (it->SeekToFirst(); it->Valid(); it->Next(), ++number) {
      same = same && it->key() == KeyOf(number) && it->value() == ValueOf(number);
    }
    if (!it->status().ok()) return Refused(it->status().ToString());
    return {same && number == kCommits ? Finding::Kind::kComplete : Finding::Kind::kShort, ""};
  }

 private:
  static std::string KeyOf(int number) { return absl::StrCat("row ", 1000 + number); }
  static std::unique_ptr<rocksdb::DB> Open(const std::string& folder,
                                           const rocksdb::Options& options,
                                           rocksdb::Status* failure) {
    rocksdb::DB* db = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(options, folder + "/db", &db);
    if (failure != nullptr) *failure = status;
    return std::unique_ptr<rocksdb::DB>(db);
  }
};

// A folder and what it was a life ago.
struct Folders {
  fs::path now;
  fs::path old;

  // Files of the database whose names hold `part`, the largest first.
  std::vector<fs::path> Find(const std::string& part) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(now / "db")) {
      if (absl::StrContains(entry.path().filename().string(), part)) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end(), [](const fs::path& a, const fs::path& b) {
      return std::pair(fs::file_size(b), b) < std::pair(fs::file_size(a), a);
    });
    return found;
  }
  fs::path Largest(const std::string& part) const { return Find(part).at(0); }
};

void Cut(const fs::path& file, uintmax_t bytes) {
  fs::resize_file(file, fs::file_size(file) - bytes);
}

void FlipMiddleBit(const fs::path& path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const std::streamoff middle = static_cast<std::streamoff>(fs::file_size(path) / 2);
  file.seekg(middle);
  const char flipped = static_cast<char>(file.get() ^ 1);
  file.seekp(middle);
  file.put(flipped);
}

void SwapLargest(const Folders& folders) {
  const std::vector<fs::path> tables = folders.Find(".sst");
  const fs::path aside = folders.now / "aside";
  fs::rename(tables.at(0), aside);
  fs::rename(tables.at(1), tables.at(0));
  fs::rename(aside, tables.at(1));
}

// Only the bytes are old.
void PutBackHead(const Folders& folders) {
  if (!fs::exists(folders.now / "HEAD")) return;  // plain RocksDB has none
  fs::copy_file(folders.old / "HEAD", folders.now / "HEAD", fs::copy_options::overwrite_existing);
}

// Everything that is in it agrees with everything else.
void PutBackFolder(const Folders& folders) {
  fs::remove_all(folders.now);
  fs::copy(folders.old, folders.now, fs::copy_options::recursive);
}

struct Damage {
  const char* name;
  std::function<void(const Folders&)> apply;
};

std::vector<Damage> Matrix() {
  return {
      {"WAL bit flipped", [](const Folders& f) { FlipMiddleBit(f.Largest(".log")); }},
      {"WAL without its last byte", [](const Folders& f) { Cut(f.Largest(".log"), 1); }},
      {"WAL truncated",
       [](const Folders& f) { Cut(f.Largest(".log"), fs::file_size(f.Largest(".log")) / 2); }},
      {"WAL emptied", [](const Folders& f) { fs::resize_file(f.Largest(".log"), 0); }},
      {"WAL deleted", [](const Folders& f) { fs::remove(f.Largest(".log")); }},
      {"MANIFEST cut", [](const Folders& f) { Cut(f.Largest("MANIFEST"), 40); }},
      {"MANIFEST bit flipped", [](const Folders& f) { FlipMiddleBit(f.Largest("MANIFEST")); }},
      {"CURRENT deleted", [](const Folders& f) { fs::remove(f.Largest("CURRENT")); }},
      {"table bit flipped", [](const Folders& f) { FlipMiddleBit(f.Largest(".sst")); }},
      {"table cut", [](const Folders& f) { Cut(f.Largest(".sst"), 100); }},
      {"table deleted", [](const Folders& f) { fs::remove(f.Largest(".sst")); }},
      {"two tables swapped", SwapLargest},
      {"HEAD deleted", [](const Folders& f) { fs::remove(f.now / "HEAD"); }},
      {"HEAD of a life ago", PutBackHead},
      {"folder of a life ago", PutBackFolder},
  };
}

// What a store makes of each damage of the matrix.
std::vector<Finding> Meet(Store* store) {
  const winnow::testing::TempDir temp;
  const fs::path whole = temp.Join("whole");
  const Folders folders = {temp.Join("now"), temp.Join("old")};
  for (int life = 0; life < kLives; ++life) {
    fs::remove_all(folders.old);
    if (life > 0) fs::copy(whole, folders.old, fs::copy_options::recursive);
    store->Live(whole.string(), life * kCommitsPerLife);
  }
  std::vector<Finding> findings;
  for (const Damage& damage : Matrix()) {
    fs::remove_all(folders.now);
    store->Copy(whole.string(), folders.now.string());
    EXPECT_GE(folders.Find(".sst").size(), 2u);
    damage.apply(folders);
    findings.push_back(store->Judge(folders.now.string()));
  }
  fs::remove_all(folders.now);
  EXPECT_EQ(store->Judge(whole.string()).kind, Finding::Kind::kComplete) << "without damage";
  return findings;
}

int64_t Silent(const std::vector<Finding>& findings) {
  return std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.kind == Finding::Kind::kShort;
  });
}

TEST(DamageMatrix, IsRefusedWithANextStepOrWithoutEffectWherePlainRocksdbIsSilentlyShort) {
  OurStore ours;
  PlainStore plain;
  const std::vector<Finding> found = Meet(&ours);
  const std::vector<Finding> plainly = Meet(&plain);
  const std::vector<Damage> matrix = Matrix();
  constexpr const char* kKinds[] = {"complete", "refused", "SILENTLY SHORT"};
  for (size_t i = 0; i < matrix.size(); ++i) {
    std::cout << matrix[i].name << ": " << kKinds[static_cast<int>(found[i].kind)]
              << "; plain RocksDB: " << kKinds[static_cast<int>(plainly[i].kind)] << "\n  "
              << found[i].text << "\n";
    EXPECT_NE(found[i].kind, Finding::Kind::kShort) << matrix[i].name;
    if (found[i].kind == Finding::Kind::kRefused) {
      EXPECT_TRUE(absl::StrContains(found[i].text, "restore the newest backup"))
          << matrix[i].name << ": " << found[i].text;
    }
  }
  EXPECT_GT(Silent(plainly), 0);
  const int64_t total = static_cast<int64_t>(matrix.size());
  EXPECT_EQ(total, 15);
  testing::Publish("damage", {{"damages_total", total},
                              {"damages_refused_or_complete", total - Silent(found)},
                              {"damages_plain_rocksdb", Silent(plainly)}});
}

}  // namespace
}  // namespace winnow::faults
