// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow::shard {
namespace {

using ::testing::ElementsAre;

constexpr Priority kPriorities[] = {Priority::kIntake, Priority::kOrdinary, Priority::kEssential};

// Which priorities are let in, in their order: "+" or "-".
std::string LetIn(const Admission& admission) {
  std::string text;
  for (const Priority priority : kPriorities) text += admission.Admit(priority).ok() ? "+" : "-";
  return text;
}

TEST(Admission, GivesUpIntakeFirstAndWhatIsEssentialNever) {
  Admission admission;
  EXPECT_EQ(LetIn(admission), "+++");
  admission.SetRoom(Room::kLow);
  EXPECT_EQ(LetIn(admission), "-++");
  admission.SetRoom(Room::kReserve);
  EXPECT_EQ(LetIn(admission), "--+");
  admission.SetRoom(Room::kAmple);
  admission.SetWriteStopped(true);
  EXPECT_EQ(LetIn(admission), "--+");
  admission.SetWriteStopped(false);
  EXPECT_EQ(LetIn(admission), "+++");
}

TEST(Admission, TellsAFullDiskFromAnEngineThatIsBehind) {
  Admission admission;
  admission.SetWriteStopped(true);
  const absl::Status behind = admission.Admit(Priority::kIntake);
  EXPECT_TRUE(absl::IsResourceExhausted(behind));
  EXPECT_FALSE(IsDiskLow(behind));
  admission.SetRoom(Room::kLow);
  const absl::Status low = admission.Admit(Priority::kIntake);
  EXPECT_TRUE(absl::IsResourceExhausted(low));
  EXPECT_TRUE(IsDiskLow(low));
}

TEST(Admission, CountsEachRefusalUnderItsReason) {
  std::vector<std::string> reasons;
  Admission admission([&](absl::string_view reason) { reasons.emplace_back(reason); });
  LetIn(admission);
  admission.SetRoom(Room::kLow);
  LetIn(admission);
  admission.SetRoom(Room::kReserve);
  LetIn(admission);
  admission.SetRoom(Room::kAmple);
  admission.SetWriteStopped(true);
  LetIn(admission);
  EXPECT_THAT(reasons, ElementsAre("disk_low", "disk_reserve", "disk_reserve", "writes_stopped",
                                   "writes_stopped"));
}

}  // namespace
}  // namespace winnow::shard
