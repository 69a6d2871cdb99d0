// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CallEach: one mutation after another, as documents with several entries ask for, and one table of
// what they answered.
#ifndef WINNOW_CLIENT_CLI_CALL_EACH_H_
#define WINNOW_CLIENT_CLI_CALL_EACH_H_

#include <functional>
#include <utility>
#include <vector>

#include "client/cli/output.h"

namespace winnow::client::cli {

// Which part of a response is a row, and how it is shown.
template <typename Response, typename Row>
struct RowShape {
  const Row& (Response::*row)() const;
  std::vector<Column> columns;
  std::function<Cells(const Row&)> cells;
};

// Stops at the first error, and prints the answers that came before it.
template <typename Request, typename Row>
absl::Status CallEach(Session& session, std::vector<Request> requests,
                      const RowShape<typename Answer<Request>::Type, Row>& shape) {
  Table table(shape.columns);
  bool has_rows = false;
  absl::Status status;
  for (Request& request : requests) {
    auto response = session.Call(std::move(request));
    status = response.status();
    if (!status.ok()) break;
    has_rows = true;
    const auto add = [&](std::ostream&) { table.Add(shape.cells(((*response).*shape.row)())); };
    Print(session, *response, add);
  }
  if (session.format() == OutputFormat::kTable && has_rows) table.Print(session.out());
  return status;
}

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_CALL_EACH_H_
