// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Redis: a sorted set for each slice, with ids as members. redis.sh starts the server.
// redis_peer POOL_FILE SOCKET

#include <hiredis/hiredis.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/peers/peer_report.h"
#include "tests/bench/pool_file.h"
#include "tests/bench/rounds.h"
#include "tests/bench/workload.h"

namespace winnow::bench {
namespace {

// A member of a sorted set.
struct Member {
  std::string key;
  std::string id;
  std::string score;
};
using Members = std::vector<Member>;
using Words = std::vector<std::string>;
using Reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

constexpr std::size_t kLoadMembers = 1'000;  // of one ZADD
// Pops the best of each set, whose names come one after the other: ids and scores in turn.
constexpr char kPopAll[] =
    "local out = {} "
    "for slice = 0, ARGV[1] - 1 do "
    "  local best = redis.call('ZPOPMAX', 's' .. slice) "
    "  out[#out + 1] = best[1] out[#out + 1] = best[2] "
    "end "
    "return out";

std::string KeyOf(uint32_t slice) { return absl::StrCat("s", slice); }

class RedisPeer {
 public:
  explicit RedisPeer(const std::string& socket)
      : context_(redisConnectUnix(socket.c_str()), &redisFree) {
    if (context_ == nullptr || context_->err != 0)
      throw std::runtime_error("no Redis at " + socket);
  }

  void Send(const Words& words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string& word : words) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), texts.data(),
                           sizes.data());
  }

  Reply Receive() {
    void* reply = nullptr;
    if (redisGetReply(context_.get(), &reply) != REDIS_OK)
      throw std::runtime_error(context_->errstr);
    Reply result(static_cast<redisReply*>(reply), &freeReplyObject);
    if (result->type == REDIS_REPLY_ERROR) throw std::runtime_error(result->str);
    return result;
  }

  Reply Call(const Words& words) {
    Send(words);
    return Receive();
  }

  void Load(const Pool& pool) {
    std::vector<Words> commands(kPoolSlices);
    for (uint64_t row = 0; row < pool.slices.size(); ++row) {
      Words& words = commands[pool.slices[row]];
      if (words.empty()) words = {"ZADD", KeyOf(pool.slices[row])};
      words.push_back(absl::StrCat(pool.scores[row]));
      words.push_back(Workload::IdOf(row));
      if (words.size() >= 2 * kLoadMembers) Call(std::exchange(words, {}));
    }
    for (const Words& words : commands) {
      if (!words.empty()) Call(words);
    }
  }

  Members PopPipelined() {
    for (uint32_t slice = 0; slice < kPoolSlices; ++slice) Send({"ZPOPMAX", KeyOf(slice)});
    Members members;
    for (uint32_t slice = 0; slice < kPoolSlices; ++slice) {
      const Reply reply = Receive();
      AddPair(*reply, 0, slice, members);
    }
    return members;
  }

  Members PopInScript(const std::string& digest) {
    const Reply reply = Call({"EVALSHA", digest, "0", absl::StrCat(kPoolSlices)});
    Members members;
    for (uint32_t slice = 0; slice < kPoolSlices; ++slice) {
      AddPair(*reply, 2 * std::size_t{slice}, slice, members);
    }
    return members;
  }

  void PutBack(const Members& members) {
    for (const Member& member : members) Send({"ZADD", member.key, member.score, member.id});
    for (std::size_t i = 0; i < members.size(); ++i) Receive();
  }

  double UsedBytes() {
    const std::string text = Call({"INFO", "memory"})->str;
    const std::string name = "used_memory:";
    return std::stod(text.substr(text.find(name) + name.size()));
  }

 private:
  static void AddPair(const redisReply& reply, std::size_t at, uint32_t slice, Members& members) {
    if (reply.elements < at + 2) return;
    members.push_back({KeyOf(slice), reply.element[at]->str, reply.element[at + 1]->str});
  }

  std::unique_ptr<redisContext, decltype(&redisFree)> context_;
};

void Bench(const std::vector<std::string>& arguments, PeerReport& report) {
  const Pool pool = ReadPool(arguments.at(0));
  RedisPeer redis(arguments.at(1));
  const double empty_bytes = redis.UsedBytes();
  report.Load(Seconds([&] { redis.Load(pool); }));
  report.BytesPerRow((redis.UsedBytes() - empty_bytes) / static_cast<double>(pool.slices.size()));
  const std::string digest = redis.Call({"SCRIPT", "LOAD", kPopAll})->str;

  const auto time = [&](const std::string& name, absl::FunctionRef<Members()> pop) {
    Rotation<Members> taken(pool.slices.size());
    Members members;
    bool is_first = true;
    const auto turn = [&] {
      if (members.size() != kPoolSlices) throw std::runtime_error("an answer is too small");
      int64_t sum = 0;
      for (const Member& member : members) sum += std::stoll(member.score);
      if (std::exchange(is_first, false)) report.Answer(name, sum);
      if (const auto returned = taken.Swap(std::exchange(members, {}))) redis.PutBack(*returned);
    };
    const auto ask = [&] { members = pop(); };
    report.Variant(name, TimeRounds(kPeerRounds, ask, turn), true);
    for (const Members& batch : taken.TakeAll()) redis.PutBack(batch);
  };
  time("zpopmax_pipelined", [&] { return redis.PopPipelined(); });
  time("one_lua_call", [&] { return redis.PopInScript(digest); });

  uint64_t row = 0;
  const auto update = [&] {
    redis.Call(
        {"ZADD", KeyOf(pool.slices[row]), absl::StrCat(pool.scores[row] + 1), Workload::IdOf(row)});
    row = (row + 7'919) % pool.slices.size();
  };
  report.Detail("redis_update_one_p50_ms", TimeRounds(kPeerRounds, update));
}

}  // namespace
}  // namespace winnow::bench

int main(int argc, char** argv) { return winnow::bench::RunPeer(argc, argv, winnow::bench::Bench); }
