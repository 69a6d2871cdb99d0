// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks of hashes: items, digest, chain, policy.
#include "absl/strings/escaping.h"
#include "server/digest/sha256.h"
#include "server/loop/manifest.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/verify_checks.h"

namespace winnow::loop {

void CheckItemHashes(const BatchEvidence& evidence, Findings& findings) {
  for (size_t i = 0; i < evidence.items.size(); ++i) {
    const storage::v1::SealedItem& sealed = evidence.batch.items(static_cast<int>(i));
    if (sealed.hash().size() != digest::Digest::kSize) {
      findings.AddOfItem(i, "its hash is no SHA-256");
    } else if (sealed.salt().empty() && sealed.item().empty()) {
      continue;  // erased: the hash stands for it
    } else if (sealed.hash() != digest::Sha256({sealed.salt(), sealed.item()}).view()) {
      findings.AddOfItem(i, "its hash is not that of its salt and bytes");
    } else if (!evidence.items[i].has_value()) {
      findings.AddOfItem(i, "its bytes are no item");
    }
  }
}

void CheckDigest(const BatchEvidence& evidence, Findings& findings) {
  if (ManifestDigest(evidence.batch).ToHex() == evidence.batch.manifest().digest()) return;
  findings.Add("the digest is not that of the header and the hashes of the items");
}

void CheckChain(const BatchEvidence& evidence, Findings& findings) {
  const std::string& named = evidence.batch.manifest().previous_digest();
  if (!evidence.previous.expected) {
    if (!named.empty()) findings.Add("the first batch of the queue names one before it");
  } else if (!evidence.previous.batch.has_value()) {
    findings.Add("the batch before it is not stored");
  } else if (named != ManifestDigest(*evidence.previous.batch).ToHex()) {
    findings.Add("it does not name the digest of the batch before it");
  }
  if (!evidence.next.expected) return;
  if (!evidence.next.batch.has_value()) {
    findings.Add("the batch after it is not stored");
  } else if (evidence.next.batch->manifest().previous_digest() !=
             ManifestDigest(evidence.batch).ToHex()) {
    findings.Add("the batch after it names another digest");
  }
}

void CheckPolicy(const BatchEvidence& evidence, Findings& findings) {
  if (!evidence.policy.has_value()) {
    return findings.Add("the policy revision that it names is not stored");
  }
  if (ContentHash(evidence.policy->policy()) != evidence.policy->content_hash()) {
    findings.Add("the rules of the stored policy revision do not have its hash");
  }
  if (absl::BytesToHexString(evidence.policy->content_hash()) !=
      evidence.batch.manifest().policy_hash()) {
    findings.Add("it names another hash than the stored policy revision has");
  }
  if (evidence.policy->policy().purpose() != evidence.batch.manifest().purpose()) {
    findings.Add("it names another purpose than the stored policy revision");
  }
}

}  // namespace winnow::loop
