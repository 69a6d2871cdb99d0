// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/testing/temp_dir.h"

namespace winnow::digest {
namespace {

using ::testing::HasSubstr;

class Certificate : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new winnow::testing::TempDir();
    const std::string command =
        WINNOW_SOURCE_DIR "/tests/testing/make_certs.sh " + folder_->Join("") + " client";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string Read(const std::string& name) {
    std::ifstream file(folder_->Join(name));
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  // Within the days of the certificates that have not expired.
  static absl::Time Now() { return absl::FromUnixSeconds(std::time(nullptr)) + absl::Hours(1); }

  static std::string ProblemOf(const std::string& chain, const std::string& key) {
    return std::string(CheckServerCertificate(chain, key, Now()).message());
  }

 private:
  static winnow::testing::TempDir* folder_;
};
winnow::testing::TempDir* Certificate::folder_ = nullptr;

TEST_F(Certificate, IsTakenWithItsKeyAndThoseThatVouchForIt) {
  EXPECT_EQ(ProblemOf(Read("server.crt"), Read("server.key")), "");
  EXPECT_EQ(ProblemOf(Read("server.crt") + Read("ca.crt"), Read("server.key")), "");
  EXPECT_TRUE(CheckAuthorities(Read("ca.crt") + Read("other-ca.crt"), Now()).ok());
}

TEST_F(Certificate, IsRefusedWithAnotherKeyOrNone) {
  EXPECT_THAT(ProblemOf(Read("server.crt"), Read("server-renewed.key")),
              HasSubstr("does not belong to the key"));
  for (const std::string& key : {std::string(), std::string("garbage"), Read("server.crt")}) {
    EXPECT_THAT(ProblemOf(Read("server.crt"), key), HasSubstr("key that cannot be read"));
  }
}

TEST_F(Certificate, IsRefusedWhenItsTimeIsOverOrHasNotCome) {
  EXPECT_THAT(ProblemOf(Read("server-expired.crt"), Read("server-expired.key")),
              HasSubstr("expired"));
  const absl::Status early =
      CheckServerCertificate(Read("server.crt"), Read("server.key"), Now() - absl::Hours(24 * 400));
  EXPECT_THAT(std::string(early.message()), HasSubstr("not valid yet"));
  EXPECT_FALSE(CheckAuthorities(Read("ca.crt"), Now() + absl::Hours(24 * 60)).ok());
}

TEST_F(Certificate, IsRefusedWhenAnotherOneVouchesForIt) {
  EXPECT_THAT(ProblemOf(Read("server.crt") + Read("other-ca.crt"), Read("server.key")),
              HasSubstr("not signed by the next"));
  EXPECT_THAT(ProblemOf(Read("ca.crt") + Read("server.crt"), Read("ca.key")),
              HasSubstr("not signed by the next"));
}

TEST_F(Certificate, IsRefusedWhenItIsNotForAServerOrNoAuthority) {
  EXPECT_THAT(ProblemOf(Read("client.crt"), Read("client.key")), HasSubstr("serverAuth"));
  EXPECT_THAT(std::string(CheckAuthorities(Read("client.crt"), Now()).message()),
              HasSubstr("no authority"));
}

TEST_F(Certificate, IsRefusedWhereverItsTextIsCutOrChanged) {
  const std::string good = Read("server.crt");
  const std::string key = Read("server.key");
  EXPECT_THAT(ProblemOf("", key), HasSubstr("holds no certificate"));
  EXPECT_THAT(ProblemOf("garbage", key), HasSubstr("holds no certificate"));
  for (size_t end = 1; end + 2 < good.size(); end += 7) {
    EXPECT_NE(ProblemOf(good.substr(0, end), key), "") << end;
  }
}

}  // namespace
}  // namespace winnow::digest
