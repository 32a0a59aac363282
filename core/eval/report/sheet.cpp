#include "core/eval/report/sheet.h"

#include <cstddef>

#include "core/base/error.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {
namespace {

// Of many nodes the first, and how many more there are.
constexpr std::size_t kMostEvidence = 6;

std::string told(const SheetRow& row) {
  std::string out = escaped(row.sentence);
  std::string lines;
  for (std::size_t i = 0; i < row.evidence.size(); ++i) {
    if (i == kMostEvidence) {
      lines += concat("<br>and ", row.evidence.size() - i, " more");
      break;
    }
    lines += concat(i == 0 ? "" : "<br>", escaped(row.evidence[i]));
  }
  if (!lines.empty()) {
    out += concat(out.empty() ? "" : "<br>",
                  element("small", {{"class", "path"}}, lines));
  }
  return element("td", {{"class", "long"}}, out);
}

}  // namespace

std::string sheet_html(const Context& context) {
  if (context.sheet.empty()) return "";
  std::string body;
  for (const SheetRow& row : context.sheet) {
    body += element(
        "tr", {},
        concat(
            row_head(concat(row.code, " ", row.kind)),
            text_element("td", {{"class", row.answer == "found" ? "warn" : ""}},
                         row.answer),
            told(row), text_element("td", {{"class", "long"}}, row.question)));
  }
  return text_element("h2", {{"id", "sheet"}}, "Model info sheet") +
         text_element("p", {},
                      "The eight kinds of leakage of Kapoor and Narayanan "
                      "(2023), answered from the plan where it tells; what it "
                      "cannot tell is a question to who made the data and the "
                      "claim.") +
         table("Model info sheet", "",
               word_head("kind of leakage") + word_head("here") +
                   word_head("what the plan tells, and by what") +
                   word_head("to be asked"),
               body);
}

}  // namespace moonstain::report
