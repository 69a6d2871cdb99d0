// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/row_errors.h"

#include "client/cli/table.h"
#include "client/enum_name.h"

namespace winnow::client::cli {

void NoteRowErrors(Session& session, const std::vector<std::string>& ids,
                   const google::protobuf::RepeatedPtrField<v1::RowError>& errors) {
  for (const v1::RowError& error : errors) {
    session.MarkPartial();
    if (error.index() < ids.size()) session.err() << Printable(ids[error.index()]) << ": ";
    session.err() << EnumName(error.reason()) << " " << Printable(error.field())
                  << (error.field().empty() ? "" : ": ") << Printable(error.message()) << "\n";
  }
}

}  // namespace winnow::client::cli
