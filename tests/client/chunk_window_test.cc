// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/chunk_window.h"

#include <gtest/gtest.h>

namespace winnow::client {
namespace {

absl::Status Push(ChunkWindow& window, uint64_t offset, uint32_t records) {
  Chunk chunk;
  chunk.offset = offset;
  chunk.records = records;
  return window.Push(std::move(chunk));
}

v1::ChunkAck Ack(uint64_t offset, uint64_t committed) {
  v1::ChunkAck ack;
  ack.set_offset(offset);
  ack.set_committed_offset(committed);
  return ack;
}

// A window that starts at 100 with chunks [100,110) [110,120) [120,125), `sent` of them sent.
ChunkWindow ThreeChunks(int sent) {
  ChunkWindow window;
  EXPECT_EQ(*window.Reopened(100), 0u);
  EXPECT_TRUE(Push(window, 100, 10).ok());
  EXPECT_TRUE(Push(window, 110, 10).ok());
  EXPECT_TRUE(Push(window, 120, 5).ok());
  for (int i = 0; i < sent; ++i) EXPECT_NE(window.TakeUnsent(), nullptr);
  return window;
}

TEST(ChunkWindow, ChunksFollowOneAnother) {
  ChunkWindow window = ThreeChunks(0);
  EXPECT_EQ(window.end(), 125u);
  EXPECT_FALSE(Push(window, 124, 1).ok());
  EXPECT_FALSE(Push(window, 126, 1).ok());
  EXPECT_FALSE(Push(window, 125, 0).ok());
  EXPECT_TRUE(Push(window, 125, 1).ok());
}

TEST(ChunkWindow, ChunksAreSentOnceAndAcknowledgedInOrder) {
  ChunkWindow window = ThreeChunks(2);
  EXPECT_EQ(window.Acknowledged(Ack(100, 110))->offset, 100u);
  EXPECT_EQ(window.committed(), 110u);
  EXPECT_EQ(window.TakeUnsent()->offset, 120u);
  EXPECT_EQ(window.TakeUnsent(), nullptr);
  EXPECT_EQ(window.Acknowledged(Ack(110, 120))->offset, 110u);
  EXPECT_EQ(window.Acknowledged(Ack(120, 125))->offset, 120u);
  EXPECT_EQ(window.size(), 0u);
  EXPECT_EQ(window.end(), 125u);
}

TEST(ChunkWindow, AnAnswerThatFitsNoChunkIsRefused) {
  const v1::ChunkAck wrong[] = {Ack(110, 120), Ack(100, 109), Ack(0, 200)};
  for (const v1::ChunkAck& ack : wrong) {
    ChunkWindow window = ThreeChunks(2);
    EXPECT_TRUE(absl::IsDataLoss(window.Acknowledged(ack).status())) << ack.ShortDebugString();
  }
  ChunkWindow unsent = ThreeChunks(0);
  EXPECT_FALSE(unsent.Acknowledged(Ack(100, 110)).ok()) << "nothing was sent";
}

TEST(ChunkWindow, AReopenedStreamSendsAgainWhatIsNotDurable) {
  ChunkWindow window = ThreeChunks(3);
  EXPECT_EQ(*window.Reopened(110), 10u) << "durable, though the answer was lost";
  EXPECT_EQ(window.committed(), 110u);
  EXPECT_EQ(window.TakeUnsent()->offset, 110u);
  EXPECT_EQ(window.TakeUnsent()->offset, 120u);
  EXPECT_EQ(*window.Reopened(110), 0u);
  EXPECT_EQ(window.TakeUnsent()->offset, 110u);
  EXPECT_EQ(*window.Reopened(125), 15u);
  EXPECT_EQ(window.size(), 0u);
}

TEST(ChunkWindow, AnOffsetThatWentBackIsDataLoss) {
  ChunkWindow window = ThreeChunks(1);
  ASSERT_TRUE(window.Acknowledged(Ack(100, 110)).ok());
  EXPECT_TRUE(absl::IsDataLoss(window.Reopened(109).status()));
}

TEST(ChunkWindow, AnOffsetThatMovedByItselfIsAnotherWriters) {
  for (const uint64_t committed : {105, 126, 119}) {
    ChunkWindow window = ThreeChunks(3);
    EXPECT_TRUE(absl::IsAborted(window.Reopened(committed).status())) << committed;
  }
}

}  // namespace
}  // namespace winnow::client
