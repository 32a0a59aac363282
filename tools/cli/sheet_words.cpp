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

Json sheet_json(const std::vector<SheetEntry>& sheet) {
  Json rows = Json::array();
  for (const SheetEntry& one : sheet) {
    rows.push_back({{"code", one.code},
                    {"kind", one.kind},
                    {"answer", word_of(one.answer)},
                    {"sentence", one.sentence},
                    {"evidence", one.evidence},
                    {"question", one.question}});
  }
  return rows;
}

std::vector<report::SheetRow> sheet_rows(const std::vector<SheetEntry>& sheet) {
  std::vector<report::SheetRow> rows;
  for (const SheetEntry& one : sheet) {
    rows.push_back({one.code, one.kind, std::string(word_of(one.answer)),
                    one.sentence, one.evidence, one.question});
  }
  return rows;
}

}  // namespace moonstain
