// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_LAYERING_RULES_H_
#define WINNOW_TESTS_LAYERING_RULES_H_

#include <vector>

#include "tests/layering/source_tree.h"

namespace winnow::layering {

// PURE folders (A1): no clock, no I/O, no threads, no library randomness or hashing.
std::vector<Violation> CheckPurity(const SourceFile& file);

// Clock, sleep and entropy stay in the files that own them (A5); tests never sleep.
std::vector<Violation> CheckClock(const SourceFile& file);

// Budgets of A5: lines of a file and of a function, parameters, public methods, pure virtuals.
std::vector<Violation> CheckSize(const SourceFile& file);

// Banned parts in the names of files and types (A5).
std::vector<Violation> CheckNames(const SourceFile& file);

// The copyright and licence line, and nothing left open in a comment.
std::vector<Violation> CheckText(const SourceFile& file);

// CMake mirrors the table (A3): a folder links only what its row allows, RocksDB and OpenSSL are
// private, and sources are listed.
std::vector<Violation> CheckCMake(const SourceFile& file);

// Every .cc file is named by a CMake file of its folder or of one above.
std::vector<Violation> CheckListed(const std::vector<SourceFile>& tree);

}  // namespace winnow::layering

#endif  // WINNOW_TESTS_LAYERING_RULES_H_
