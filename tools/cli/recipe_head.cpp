#include "tools/cli/recipe_head.h"

#include "core/base/error.h"
#include "core/base/lines.h"

namespace moonstain {

std::string head_line(std::string_view recipe, std::string_view word) {
  constexpr std::string_view kComment = "--";
  constexpr std::string_view kIndent = "   ";
  const std::string begins = concat(" ", word, " ");
  std::string found;
  for (std::string_view line : lines_of(recipe)) {
    if (!line.starts_with(kComment)) break;
    line.remove_prefix(kComment.size());
    if (found.empty()) {
      if (!line.starts_with(begins)) continue;
      line.remove_prefix(begins.size());
    } else if (!line.starts_with(kIndent)) {
      break;
    }
    found += concat(found.empty() ? "" : " ", trimmed(line));
  }
  return found;
}

std::string paper_of(std::string_view recipe) {
  const std::string paper = head_line(recipe, "Paper");
  return paper.starts_with("none yet") ? "" : paper;
}

}  // namespace moonstain
