// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "server/digest/openssl_check.h"

namespace winnow::digest {
namespace {

// Looked up once and never freed, for the reasons given in sha256.cc.
EVP_MAC* Algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  CheckOpenSsl(algorithm != nullptr, "HMAC is not available");
  return algorithm;
}

}  // namespace

void HmacKey::FreeContext::operator()(evp_mac_ctx_st* context) const { EVP_MAC_CTX_free(context); }

HmacKey::HmacKey(absl::string_view key) : keyed_(EVP_MAC_CTX_new(Algorithm())) {
  CheckOpenSsl(keyed_ != nullptr, "no memory for an HMAC context");
  char hash[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash, 0),
                                   OSSL_PARAM_construct_end()};
  // OpenSSL takes a null key for "keep the one that is set": an empty key needs an address.
  const char* const bytes = key.empty() ? "" : key.data();
  CheckOpenSsl(EVP_MAC_init(keyed_.get(), reinterpret_cast<const unsigned char*>(bytes), key.size(),
                            parameters) == 1,
               "HMAC start");
}

Digest HmacKey::Sign(absl::string_view message) const { return Sign({message}); }

Digest HmacKey::Sign(std::initializer_list<absl::string_view> pieces) const {
  const std::unique_ptr<EVP_MAC_CTX, FreeContext> context(EVP_MAC_CTX_dup(keyed_.get()));
  CheckOpenSsl(context != nullptr, "no memory for an HMAC context");
  for (const absl::string_view piece : pieces) {
    CheckOpenSsl(EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(piece.data()),
                                piece.size()) == 1,
                 "HMAC update");
  }
  Digest tag;
  size_t size = 0;
  CheckOpenSsl(EVP_MAC_final(context.get(), tag.bytes.data(), &size, Digest::kSize) == 1 &&
                   size == Digest::kSize,
               "HMAC finish");
  return tag;
}

bool HmacKey::Verify(absl::string_view message, absl::string_view tag) const {
  const Digest right = Sign(message);
  return tag.size() == Digest::kSize &&
         CRYPTO_memcmp(right.bytes.data(), tag.data(), Digest::kSize) == 0;
}

}  // namespace winnow::digest
