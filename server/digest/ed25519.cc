// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/ed25519.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "server/digest/openssl_check.h"

namespace winnow::digest {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using BioPtr = std::unique_ptr<BIO, FreeBio>;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Answers a prompt for a passphrase: there is nobody to ask.
int NoPassphrase(char*, int, int, void*) { return -1; }

}  // namespace

void SigningKey::FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

SigningKey SigningKey::Generate() {
  EVP_PKEY* const key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  CheckOpenSsl(key != nullptr, "Ed25519 key generation");
  return SigningKey(key);
}

absl::StatusOr<SigningKey> SigningKey::FromPem(absl::string_view pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  CheckOpenSsl(bio != nullptr, "no memory for a key");
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassphrase, nullptr);
  SigningKey signing_key(key);
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError("this is not an unencrypted Ed25519 key in PEM (PKCS#8)");
  }
  return signing_key;
}

std::string SigningKey::ToPem() const {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  CheckOpenSsl(bio != nullptr && PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr,
                                                               nullptr, 0, nullptr, nullptr) == 1,
               "writing a key");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string SigningKey::PublicKey() const {
  std::string bytes(kPublicKeyBytes, '\0');
  size_t size = bytes.size();
  CheckOpenSsl(
      EVP_PKEY_get_raw_public_key(key_.get(), Bytes(bytes), &size) == 1 && size == kPublicKeyBytes,
      "reading a public key");
  return bytes;
}

std::string SigningKey::Sign(absl::string_view message) const {
  const ContextPtr context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  CheckOpenSsl(context != nullptr &&
                   EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
                   EVP_DigestSign(context.get(), Bytes(signature), &size, Bytes(message),
                                  message.size()) == 1 &&
                   size == kSignatureBytes,
               "Ed25519 signature");
  return signature;
}

bool VerifyEd25519(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature) {
  if (public_key.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) return false;
  struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()));
  const ContextPtr context(EVP_MD_CTX_new());
  CheckOpenSsl(context != nullptr, "no memory for a signature");
  return key != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

}  // namespace winnow::digest
