#include "tools/cli/sheet_words.h"

#include "core/base/error.h"

namespace moonstain {

std::string sheet_text(const std::vector<SheetEntry>& sheet) {
  std::string text = "model info sheet\n";
  for (const SheetEntry& one : sheet) {
    text +=
        concat("  ", one.code, " ", one.kind, ": ", word_of(one.answer), "\n");
    if (!one.sentence.empty()) text += concat("    ", one.sentence, "\n");
    for (const std::string& line : one.evidence) {
      text += concat("      ", line, "\n");
    }
    if (!one.question.empty()) text += concat("    ask: ", one.question, "\n");
  }
  return text;
}

std::vector<report::SheetRow> sheet_rows(const std::vector<SheetEntry>& sheet) {
  std::vector<report::SheetRow> rows;
  for (const SheetEntry& one : sheet) {
    rows.push_back({one.code, one.kind, std::string(word_of(one.answer)),
                    one.sentence, one.evidence, one.question});
  }
  return rows;
}

Json sheet_json(const std::vector<report::SheetRow>& sheet) {
  Json rows = Json::array();
  for (const report::SheetRow& row : sheet) {
    rows.push_back({{"code", row.code},
                    {"kind", row.kind},
                    {"answer", row.answer},
                    {"sentence", row.sentence},
                    {"evidence", row.evidence},
                    {"question", row.question}});
  }
  return rows;
}

}  // namespace moonstain
