// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The hash chain of a shard's audit leaves (governance.md G5):
//
//   head(0)   = 32 zero bytes
//   head(n+1) = SHA-256(0x01 || head(n) || leaf bytes)
//
// A head commits to every leaf before it, in order: whoever holds a head can tell whether a leaf
// was changed, dropped, added or moved. The leading byte keeps a chain's inputs apart from those of
// plain digests of leaves. The fixed lengths of domain and head make the input unambiguous.
#ifndef WINNOW_SERVER_DIGEST_LEAF_CHAIN_H_
#define WINNOW_SERVER_DIGEST_LEAF_CHAIN_H_

#include "absl/strings/string_view.h"
#include "server/digest/digest.h"

namespace winnow::digest {

// The head of a chain without leaves.
inline constexpr Digest kEmptyChain = {};

// The head of the chain `head` after `leaf` is appended. Safe from any thread; no errors.
Digest ChainLeaf(const Digest& head, absl::string_view leaf);

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_LEAF_CHAIN_H_
