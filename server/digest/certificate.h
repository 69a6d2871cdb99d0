// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What can be said of certificates before a server uses them.
#ifndef WINNOW_SERVER_DIGEST_CERTIFICATE_H_
#define WINNOW_SERVER_DIGEST_CERTIFICATE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow::digest {

// Both take PEM texts. INVALID_ARGUMENT with what is wrong; nothing of the texts is in it. Pure.

// A server's certificate followed by those that vouch for it, each signed by the next, and the key
// of the first, without a passphrase: a TLS server can use them, and all are valid at `now`.
absl::Status CheckServerCertificate(absl::string_view chain, absl::string_view key, absl::Time now);

// One or more certificates of authorities, all valid at `now`.
absl::Status CheckAuthorities(absl::string_view certificates, absl::Time now);

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_CERTIFICATE_H_
