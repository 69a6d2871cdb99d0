// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What to do when OpenSSL itself fails, as opposed to refusing an input.
#ifndef WINNOW_SERVER_DIGEST_OPENSSL_CHECK_H_
#define WINNOW_SERVER_DIGEST_OPENSSL_CHECK_H_

#include <cstdio>
#include <cstdlib>

namespace winnow::digest {

// Ends the process when `succeeded` is false: no input leads there, only a broken or restricted
// OpenSSL or the end of memory, and every digest that followed would be a lie.
inline void CheckOpenSsl(bool succeeded, const char* what) {
  if (succeeded) [[likely]]
    return;
  std::fprintf(stderr, "winnow: OpenSSL failed: %s\n", what);
  std::abort();
}

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_OPENSSL_CHECK_H_
