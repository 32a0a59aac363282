#pragma once

#include <string>
#include <vector>

#include "bindings/audit/info_sheet.h"
#include "core/base/json.h"
#include "core/eval/report/context.h"

namespace moonstain {

/// The model info sheet in words: a paragraph a kind of leakage, "L1.1 no test
/// set: none found", and indented below what the plan tells, by which nodes,
/// and what is to be asked.
std::string sheet_text(const std::vector<SheetEntry>& sheet);

std::vector<report::SheetRow> sheet_rows(const std::vector<SheetEntry>& sheet);

/// [{"code", "kind", "answer", "sentence", "evidence", "question"}, ...]
Json sheet_json(const std::vector<report::SheetRow>& sheet);

}  // namespace moonstain
