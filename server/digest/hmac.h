// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// HMAC-SHA-256 (RFC 2104, FIPS 198-1) under a key that is set once. A broken OpenSSL ends the
// process (sha256.h); no other errors.
#ifndef WINNOW_SERVER_DIGEST_HMAC_H_
#define WINNOW_SERVER_DIGEST_HMAC_H_

#include <initializer_list>
#include <memory>

#include "absl/strings/string_view.h"
#include "server/digest/digest.h"

struct evp_mac_ctx_st;

namespace winnow::digest {

// A key of any length, prepared for use. The key's bytes are wiped when it is destroyed. Safe for
// use from any thread.
class HmacKey {
 public:
  explicit HmacKey(absl::string_view key);

  Digest Sign(absl::string_view message) const;
  // Signs the concatenation of `pieces`, whose borders leave no trace (sha256.h).
  Digest Sign(std::initializer_list<absl::string_view> pieces) const;

  // Whether `tag` is the signature of `message`. Takes the same time wherever they differ. A tag of
  // another length than Digest::kSize is wrong.
  bool Verify(absl::string_view message, absl::string_view tag) const;

 private:
  struct FreeContext {
    void operator()(evp_mac_ctx_st* context) const;
  };
  // Holds the state after the key; each signature works on a copy.
  std::unique_ptr<evp_mac_ctx_st, FreeContext> keyed_;
};

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_HMAC_H_
