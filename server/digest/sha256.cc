// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/sha256.h"

#include <openssl/evp.h>

#include "server/digest/openssl_check.h"

namespace winnow::digest {
namespace {

// Looked up once: OpenSSL 3 walks its provider tables, under a lock, each time that it is asked for
// an algorithm by name or through EVP_sha256(). Never freed, so that threads that outlive main can
// still hash.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CheckOpenSsl(algorithm != nullptr, "SHA-256 is not available");
  return algorithm;
}

// One per thread, because contexts cost an allocation each and must not be shared.
Sha256Stream& ThreadStream() {
  thread_local Sha256Stream stream;
  return stream;
}

}  // namespace

void Sha256Stream::FreeContext::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  CheckOpenSsl(context_ != nullptr, "no memory for a SHA-256 context");
  CheckOpenSsl(EVP_DigestInit_ex2(context_.get(), Algorithm(), nullptr) == 1, "SHA-256 start");
}

void Sha256Stream::Update(absl::string_view piece) {
  CheckOpenSsl(EVP_DigestUpdate(context_.get(), piece.data(), piece.size()) == 1, "SHA-256 update");
}

Digest Sha256Stream::Finish() {
  Digest digest;
  CheckOpenSsl(EVP_DigestFinal_ex(context_.get(), digest.bytes.data(), nullptr) == 1,
               "SHA-256 finish");
  // A null algorithm keeps the one that is set, which spares the set-up of a new one.
  CheckOpenSsl(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) == 1, "SHA-256 restart");
  return digest;
}

Digest Sha256(absl::string_view bytes) { return Sha256({bytes}); }

Digest Sha256(std::initializer_list<absl::string_view> pieces) {
  Sha256Stream& stream = ThreadStream();
  for (const absl::string_view piece : pieces) stream.Update(piece);
  return stream.Finish();
}

}  // namespace winnow::digest
