// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SHA-256 (FIPS 180-4), at once or piece by piece. An OpenSSL that offers no SHA-256 ends the
// process: nothing here can be trusted without it. No other errors.
#ifndef WINNOW_SERVER_DIGEST_SHA256_H_
#define WINNOW_SERVER_DIGEST_SHA256_H_

#include <initializer_list>
#include <memory>

#include "absl/strings/string_view.h"
#include "server/digest/digest.h"

struct evp_md_ctx_st;

namespace winnow::digest {

// The digest of `bytes`. Keeps one OpenSSL context per thread, so that a short input costs its
// compression and nothing else. Safe from any thread.
Digest Sha256(absl::string_view bytes);

// The digest of the concatenation of `pieces`, without building it. The pieces' borders leave no
// trace: the caller sees to it that two meanings never concatenate to the same bytes.
Digest Sha256(std::initializer_list<absl::string_view> pieces);

// A running digest for input that arrives piece by piece. Moves, does not copy; one thread at a
// time.
class Sha256Stream {
 public:
  Sha256Stream();

  void Update(absl::string_view piece);
  // The digest of everything since the start or the last Finish. The stream is then empty again.
  Digest Finish();

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_SHA256_H_
