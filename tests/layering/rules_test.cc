// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Every rule against a small good and a small bad example, so that a rule that stops biting is
// seen.
#include "tests/layering/rules.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/layering/include_rules.h"

namespace winnow::layering {
namespace {

struct Example {
  const char* path;
  const char* text;
};

std::string Repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

bool MayInclude(const char* path, const std::string& directive) {
  return CheckIncludes({path, "#include " + directive + "\n"}).empty();
}

TEST(IncludeRule, AllowsWhatTheTableAllows) {
  for (const Example& e : {
           Example{"storage/engine.h", "\"absl/status/status.h\""},
           {"storage/tables/lease.h", "\"winnow/storage/record.pb.h\""},
           {"storage/rocksdb_engine.cc", "<rocksdb/db.h>"},
           {"server/selection/quota.h", "\"winnow/v1/policy.pb.h\""},
           {"server/selection/quota.h", "<vector>"},
           {"server/ops/log.cc", "<spdlog/spdlog.h>"},
           {"server/digest/sha256.cc", "<openssl/evp.h>"},
           {"server/shard/shard.h", "\"storage/engine.h\""},
           {"server/loop/ingest.h", "\"server/shard/shard.h\""},
           {"server/rpc/unary.h", "<grpcpp/grpcpp.h>"},
           {"server/rpc/review_service.h", "\"winnow/v1/review_service.grpc.pb.h\""},
           {"server/app.cc", "\"storage/rocksdb_engine.h\""},
           {"server/config.cc", "<yaml-cpp/yaml.h>"},
           {"client/cli/main.cc", "<CLI/CLI.hpp>"},
           {"tests/server/loop/ingest_test.cc", "\"storage/memory_engine.h\""},
           {"tests/storage/rocksdb_engine_test.cc", "<rocksdb/db.h>"},
       }) {
    EXPECT_TRUE(MayInclude(e.path, e.text)) << e.path << " " << e.text;
  }
}

TEST(IncludeRule, ForbidsTheRest) {
  for (const Example& e : {
           Example{"storage/engine.h", "<rocksdb/db.h>"},
           {"storage/engine.h", "\"server/ops/clock.h\""},
           {"storage/tables/lease.cc", "\"storage/rocksdb_engine.h\""},
           {"storage/memory_engine.h", "<grpcpp/grpcpp.h>"},
           {"server/selection/quota.h", "\"server/ops/mutex.h\""},
           {"server/selection/quota.h", "\"storage/keys.h\""},
           {"server/ops/log.cc", "\"server/loop/ingest.h\""},
           {"server/digest/sha256.h", "\"winnow/v1/policy.pb.h\""},
           {"server/shard/shard.h", "<openssl/sha.h>"},
           {"server/shard/shard.cc", "\"storage/memory_engine.h\""},
           {"server/loop/ingest.h", "\"storage/engine.h\""},
           {"server/loop/ingest.h", "\"winnow/v1/ingest_service.grpc.pb.h\""},
           {"server/loop/ingest.cc", "<grpcpp/support/status.h>"},
           {"server/rpc/unary.h", "\"server/shard/shard.h\""},
           {"server/rpc/unary.h", "\"server/selection/quota.h\""},
           {"server/config.cc", "<grpcpp/grpcpp.h>"},
           {"server/app.cc", "\"client/client.h\""},
           {"client/client.h", "\"server/ops/clock.h\""},
           {"client/client.h", "\"winnow/storage/record.pb.h\""},
           {"tests/server/loop/ingest_test.cc", "<rocksdb/db.h>"},
           {"server/loop/ingest.h", "\"ingest.h\""},
           {"server/loop/ingest.h", "<boost/any.hpp>"},
           {"server/loop/ingest.h", "\"proto/winnow/v1/candidate.pb.h\""},
       }) {
    EXPECT_FALSE(MayInclude(e.path, e.text)) << e.path << " " << e.text;
  }
}

TEST(IncludeRule, KnowsARowForEveryCppFile) {
  EXPECT_FALSE(CheckIncludes({"elsewhere/a.cc", ""}).empty());
}

TEST(PurityRule, BitesInPureFoldersOnly) {
  for (const char* bad :
       {"#include <random>\n", "#include <chrono>\n", "#include <thread>\n",
        "#include <iostream>\n", "#include <fstream>\n", "int x = absl::Hash<int>()(1);",
        "auto t = absl::Now();", "absl::BitGen g;", "void f() { std::shuffle(a, b, c); }",
        "auto t = std::chrono::system_clock::now();"}) {
    EXPECT_FALSE(CheckPurity({"server/selection/draw.cc", bad}).empty()) << bad;
    EXPECT_FALSE(CheckPurity({"server/release/gate.cc", bad}).empty()) << bad;
    EXPECT_TRUE(CheckPurity({"server/ops/clock.cc", bad}).empty()) << bad;
  }
  EXPECT_TRUE(CheckPurity({"server/selection/a.h",
                           "template <typename H> H AbslHashValue(H h, A a);\n"
                           "// absl::Now in a comment\nconst char* x = \"std::shuffle\";"})
                  .empty());
}

TEST(ClockRule, KeepsTimeSleepAndEntropyInTheirPlaces) {
  for (const char* bad : {"absl::Time t = absl::Now();", "void f() { absl::SleepFor(d); }",
                          "void f() { std::this_thread::sleep_for(d); }", "void f() { usleep(1); }",
                          "std::random_device d;", "absl::BitGen g;", "int x = rand();",
                          "auto t = std::chrono::steady_clock::now();"}) {
    EXPECT_FALSE(CheckClock({"server/loop/dispatch.cc", bad}).empty()) << bad;
    EXPECT_FALSE(CheckClock({"tests/e2e/a_test.cc", bad}).empty()) << bad;
    EXPECT_TRUE(CheckClock({"server/ops/clock.cc", bad}).empty()) << bad;
    EXPECT_TRUE(CheckClock({"tests/testing/test_server.cc", bad}).empty()) << bad;
  }
  EXPECT_TRUE(
      CheckClock({"server/loop/a.cc", "auto t = clock.Now(); q->sleep(1); x.rand();"}).empty());
}

TEST(ClockRule, LetsTestsUseSeededEngines) {
  const char* text = "std::mt19937_64 engine(7);";
  EXPECT_TRUE(CheckClock({"tests/server/selection/quota_test.cc", text}).empty());
  EXPECT_FALSE(CheckClock({"server/loop/dispatch.cc", text}).empty());
}

TEST(ClockRule, FindsSleepsInScripts) {
  EXPECT_FALSE(CheckClock({"tests/e2e/a.sh", "start\n  sleep 1\n"}).empty());
  EXPECT_FALSE(CheckClock({"tests/e2e/a.py", "time.sleep(0.1)\n"}).empty());
  EXPECT_TRUE(CheckClock({"tests/e2e/a.sh", "# never sleep here\nwait\n"}).empty());
}

TEST(SizeRule, LimitsTheLinesOfFiles) {
  const auto bites = [](const char* path, int lines) {
    return !CheckSize({path, Repeat("// a\n", lines)}).empty();
  };
  EXPECT_FALSE(bites("server/a.cc", 350));
  EXPECT_TRUE(bites("server/a.cc", 351));
  EXPECT_FALSE(bites("server/a.h", 200));
  EXPECT_TRUE(bites("server/a.h", 201));
  EXPECT_FALSE(bites("tests/a_test.cc", 500));
  EXPECT_TRUE(bites("tests/a_test.cc", 501));
}

TEST(SizeRule, LimitsFunctionsAndParameters) {
  const auto bites = [](const std::string& text) {
    return !CheckSize({"server/loop/a.cc", text}).empty();
  };
  EXPECT_FALSE(bites("void f() {\n" + Repeat("x();\n", 58) + "}\n"));
  EXPECT_TRUE(bites("void f() {\n" + Repeat("x();\n", 59) + "}\n"));
  EXPECT_TRUE(bites("void A::f(int a) const {\n" + Repeat("if (b) { x(); }\n", 59) + "}\n"));
  EXPECT_FALSE(bites("void f(int a, int b, int c, int d);"));
  EXPECT_TRUE(bites("void f(int a, int b, int c, int d, int e);"));
  EXPECT_TRUE(bites("class A { A(int a, int b, int c, int d, int e) : a_{a} {} };"));
}

TEST(SizeRule, LimitsMethodsOfClasses) {
  const auto bites = [](const std::string& text) {
    return !CheckSize({"server/loop/a.h", text}).empty();
  };
  EXPECT_FALSE(bites("class A { public: " + Repeat("void f();", 12) + "private: void g(); };"));
  EXPECT_TRUE(bites("class A { public: " + Repeat("void f();", 13) + "};"));
  EXPECT_TRUE(bites("struct A { " + Repeat("int f() const { return 1; }", 13) + "};"));
  EXPECT_FALSE(bites("class A { public: " + Repeat("virtual void f() = 0;", 8) + "};"));
  EXPECT_TRUE(bites("class A { protected: " + Repeat("virtual void f() = 0;", 9) + "};"));
}

TEST(NameRule, BitesOnWholeWordsOnly) {
  for (const Example& bad : {Example{"server/loop/lease_manager.h", ""},
                             {"server/loop/utils.cc", ""},
                             {"tests/testing/test_helper.h", ""},
                             {"server/loop/a.h", "class LeaseHandler {};"},
                             {"server/loop/a.h", "struct BatchInfo { int x; };"},
                             {"server/loop/a.h", "class Outer { class ShardImpl {}; };"},
                             {"server/loop/a.h", "enum class BaseKind { kA };"}}) {
    EXPECT_FALSE(CheckNames({bad.path, bad.text}).empty()) << bad.path << " " << bad.text;
  }
  for (const Example& good : {Example{"storage/database.h", "class Database {};"},
                              {"server/rpc/implied.h", "class Informer { ErrorInfo x; };"},
                              {"tests/data/convert.py", ""}}) {
    EXPECT_TRUE(CheckNames({good.path, good.text}).empty()) << good.path << " " << good.text;
  }
}

TEST(TextRule, AsksForTheLicenceLine) {
  const std::string line =
      "Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0\n";
  EXPECT_TRUE(CheckText({"server/a.cc", "// " + line}).empty());
  EXPECT_TRUE(CheckText({"tests/a.sh", "#!/usr/bin/env bash\n# " + line}).empty());
  EXPECT_FALSE(CheckText({"server/a.cc", "int x;\n"}).empty());
  EXPECT_FALSE(CheckText({"server/a.cc", "int x;\n// " + line}).empty());
  EXPECT_FALSE(CheckText({"proto/a.proto", "syntax = \"proto3\";\n"}).empty());
  EXPECT_FALSE(CheckText({"server/a.cc", "// " + line + "// TO" + "DO: later\n"}).empty());
  EXPECT_TRUE(CheckText({"proto/README.md", "text"}).empty());
}

TEST(CMakeRule, MirrorsTheTable) {
  for (const Example& bad :
       {Example{"server/loop/CMakeLists.txt",
                "winnow_library(winnow_loop SOURCES a.cc DEPS winnow_rpc)"},
        {"server/selection/CMakeLists.txt", "winnow_library(winnow_selection DEPS winnow_ops)"},
        {"server/shard/CMakeLists.txt", "winnow_library(winnow_shard DEPS gRPC::grpc++)"},
        {"storage/CMakeLists.txt", "winnow_library(winnow_storage_rocksdb DEPS RocksDB::rocksdb)"},
        {"server/digest/CMakeLists.txt",
         "target_link_libraries(winnow_digest PUBLIC OpenSSL::Crypto)"},
        {"client/CMakeLists.txt", "target_link_libraries(winnow PRIVATE winnow_loop)"},
        {"server/ops/CMakeLists.txt", "file(GLOB sources *.cc)"}}) {
    EXPECT_FALSE(CheckCMake({bad.path, bad.text}).empty()) << bad.text;
  }
  for (const Example& good :
       {Example{
            "server/loop/CMakeLists.txt",
            "winnow_library(winnow_loop\n  SOURCES a.cc  # why\n  DEPS winnow_shard absl::status)"},
        {"storage/CMakeLists.txt",
         "winnow_library(winnow_storage_rocksdb DEPS winnow_storage PRIVATE_DEPS "
         "RocksDB::rocksdb)"},
        {"tests/server/CMakeLists.txt", "winnow_test(a SOURCES a.cc DEPS winnow_rpc)"}}) {
    EXPECT_TRUE(CheckCMake({good.path, good.text}).empty())
        << Render(CheckCMake({good.path, good.text}));
  }
}

TEST(CMakeRule, FindsSourcesThatNothingBuilds) {
  const SourceFile cmake{"server/ops/CMakeLists.txt",
                         "winnow_library(winnow_ops SOURCES clock.cc)"};
  EXPECT_TRUE(CheckListed({cmake, {"server/ops/clock.cc", ""}}).empty());
  EXPECT_FALSE(CheckListed({cmake, {"server/ops/log.cc", ""}}).empty());
  const SourceFile included{"server/winnowd.cmake", "add(${CMAKE_CURRENT_LIST_DIR}/app/app.cc)"};
  EXPECT_TRUE(CheckListed({included, {"server/app/app.cc", ""}}).empty());
}

}  // namespace
}  // namespace winnow::layering
