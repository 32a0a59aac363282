#include "tools/cli/statement_words.h"

#include "core/base/error.h"

namespace moonstain {

std::vector<StatementFault> stated_faults(const lua::Plan& plan,
                                          const LeakReport& leaks) {
  return statement_faults(
      plan.graph, plan.catalog, leaks.lineage,
      [&](const Leak& leak) { return leaks.acknowledges(leak); });
}

std::vector<std::string> statement_lines(
    const std::vector<StatementFault>& faults, bool contradictions) {
  std::vector<std::string> lines;
  for (const StatementFault& fault : faults) {
    if (fault.contradiction != contradictions) continue;
    lines.push_back(concat(fault.where, ": ", fault.text));
  }
  return lines;
}

std::string statements_text(const std::vector<StatementFault>& faults) {
  std::string text;
  for (const bool contradictions : {true, false}) {
    for (const std::string& line : statement_lines(faults, contradictions)) {
      text += concat(contradictions ? "error: " : "note: ", line, "\n");
    }
  }
  return text;
}

}  // namespace moonstain
