// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Ed25519 signatures (RFC 8032). A broken OpenSSL ends the process (sha256.h).
#ifndef WINNOW_SERVER_DIGEST_ED25519_H_
#define WINNOW_SERVER_DIGEST_ED25519_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_pkey_st;

namespace winnow::digest {

inline constexpr size_t kPublicKeyBytes = 32;
inline constexpr size_t kSignatureBytes = 64;

// A private key. Moves, does not copy; signs from any thread.
class SigningKey {
 public:
  // A new key from OpenSSL's generator.
  static SigningKey Generate();
  // Reads an unencrypted PKCS#8 key in PEM. INVALID_ARGUMENT for anything but one Ed25519 key.
  static absl::StatusOr<SigningKey> FromPem(absl::string_view pem);

  std::string ToPem() const;
  // 32 bytes.
  std::string PublicKey() const;
  // 64 bytes, the same for the same message.
  std::string Sign(absl::string_view message) const;

 private:
  struct FreeKey {
    void operator()(evp_pkey_st* key) const;
  };
  explicit SigningKey(evp_pkey_st* key) : key_(key) {}

  std::unique_ptr<evp_pkey_st, FreeKey> key_;
};

// Whether `signature` is that of `message` under `public_key`. False for sizes that are wrong.
bool VerifyEd25519(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature);

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_ED25519_H_
