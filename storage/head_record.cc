// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/head_record.h"

#include <tuple>

#include "storage/byte_order.h"
#include "storage/crc.h"

namespace winnow::storage {
namespace {

constexpr absl::string_view kMagic = "WNHD\x01";

void AppendText(absl::string_view text, std::string* out) {
  out->push_back(static_cast<char>(text.size()));
  out->append(text.data(), text.size());
}

// Takes bytes from the front and remembers whether there were enough.
class Cursor {
 public:
  explicit Cursor(absl::string_view bytes) : all_(bytes) {}

  absl::string_view Take(size_t size) {
    if (!ok_ || all_.size() - used_ < size) {
      ok_ = false;
      return {};
    }
    used_ += size;
    return all_.substr(used_ - size, size);
  }
  template <typename Integer>
  Integer Number() {
    return ParseBigEndian<Integer>(Take(sizeof(Integer)));
  }
  std::string Text() {
    const size_t size = Number<uint8_t>();
    if (size > kMaxHeadText) ok_ = false;
    return std::string(Take(size));
  }
  absl::string_view taken() const { return all_.substr(0, used_); }
  bool ok() const { return ok_; }

 private:
  absl::string_view all_;
  size_t used_ = 0;
  bool ok_ = true;
};

}  // namespace

bool HeadRecord::operator==(const HeadRecord& other) const {
  const auto fields = [](const HeadRecord& r) {
    return std::tie(r.database_id, r.shard, r.head.epoch, r.head.last_seq, r.head.head_note);
  };
  return fields(*this) == fields(other);
}

std::string EncodeHeadRecord(const HeadRecord& record) {
  std::string bytes(kMagic);
  AppendBigEndian(record.shard, &bytes);
  AppendBigEndian(record.head.epoch, &bytes);
  AppendBigEndian(record.head.last_seq, &bytes);
  AppendText(record.database_id, &bytes);
  AppendText(record.head.head_note, &bytes);
  AppendBigEndian(Crc32(bytes), &bytes);
  return bytes;
}

absl::StatusOr<HeadRecord> DecodeHeadRecord(absl::string_view bytes) {
  Cursor cursor(bytes);
  const bool ours = cursor.Take(kMagic.size()) == kMagic;
  HeadRecord record;
  record.shard = cursor.Number<ShardId>();
  record.head.epoch = cursor.Number<uint64_t>();
  record.head.last_seq = cursor.Number<uint64_t>();
  record.database_id = cursor.Text();
  record.head.head_note = cursor.Text();
  const uint32_t expected = Crc32(cursor.taken());
  if (!ours || cursor.Number<uint32_t>() != expected || !cursor.ok()) {
    return absl::DataLossError("a head record is damaged");
  }
  return record;
}

}  // namespace winnow::storage
