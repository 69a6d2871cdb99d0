// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace winnow::digest {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;
using Certificates = std::vector<Owned<X509>>;

absl::Status Problem(absl::string_view text) { return absl::InvalidArgumentError(text); }

Owned<BIO> Reader(absl::string_view text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// OpenSSL would ask whoever sits at the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

absl::StatusOr<Certificates> ReadCertificates(absl::string_view text) {
  ERR_clear_error();
  const Owned<BIO> reader = Reader(text);
  Certificates certificates;
  while (X509* const read = PEM_read_bio_X509(reader.get(), nullptr, NoPassphrase, nullptr)) {
    certificates.emplace_back(read);
  }
  // The end of the text is told as the lack of another first line.
  const unsigned long error = ERR_peek_last_error();
  const bool at_end =
      ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) return Problem("holds a certificate that cannot be read; write it as PEM");
  if (certificates.empty()) return Problem("holds no certificate; write it as PEM");
  return certificates;
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTM(parts, absl::UTCTimeZone());
}

absl::Status CheckTimes(const Certificates& certificates, absl::Time now) {
  absl::Time end = absl::InfiniteFuture();
  for (const Owned<X509>& certificate : certificates) {
    if (TimeOf(X509_get0_notBefore(certificate.get())) > now) {
      return Problem("holds a certificate that is not valid yet; check the clock");
    }
    end = std::min(end, TimeOf(X509_get0_notAfter(certificate.get())));
  }
  if (end <= now) return Problem("holds a certificate that has expired; renew it");
  return absl::OkStatus();
}

bool IsSignedBy(X509* certificate, X509* issuer) {
  return X509_check_issued(issuer, certificate) == X509_V_OK &&
         X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

// As a server takes them, its demands on the strength of keys included.
absl::Status CheckUse(const Certificates& chain, EVP_PKEY* key) {
  X509* const leaf = chain.front().get();
  if (X509_check_private_key(leaf, key) != 1) {
    return Problem("does not belong to the key; write the certificate that was made for it");
  }
  for (size_t i = 0; i + 1 < chain.size(); ++i) {
    if (!IsSignedBy(chain[i].get(), chain[i + 1].get())) {
      return Problem(
          "holds certificates of which one is not signed by the next; write the "
          "server's first, then those that vouch for it");
    }
  }
  if (X509_check_purpose(leaf, X509_PURPOSE_SSL_SERVER, 0) != 1) {
    return Problem("is no certificate of a server; ask for one with the usage serverAuth");
  }
  const Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr || SSL_CTX_use_certificate(context.get(), leaf) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key) != 1) {
    return Problem("is too weak for TLS; use P-256 or RSA with 2048 bits");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckServerCertificate(absl::string_view chain, absl::string_view key,
                                    absl::Time now) {
  const absl::StatusOr<Certificates> certificates = ReadCertificates(chain);
  if (!certificates.ok()) return certificates.status();
  const Owned<EVP_PKEY> private_key(
      PEM_read_bio_PrivateKey(Reader(key).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (private_key == nullptr) {
    return Problem("has a key that cannot be read; write it as PEM, without a passphrase");
  }
  const absl::Status use = CheckUse(*certificates, private_key.get());
  ERR_clear_error();
  if (!use.ok()) return use;
  return CheckTimes(*certificates, now);
}

absl::Status CheckAuthorities(absl::string_view certificates, absl::Time now) {
  const absl::StatusOr<Certificates> authorities = ReadCertificates(certificates);
  if (!authorities.ok()) return authorities.status();
  for (const Owned<X509>& authority : *authorities) {
    if (X509_check_ca(authority.get()) == 0) {
      return Problem("holds a certificate that is no authority's");
    }
  }
  return CheckTimes(*authorities, now);
}

}  // namespace winnow::digest
