#include "core/eval/gate/markdown.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain::gate {

namespace {

constexpr std::size_t kMostRows = 50;

std::string table(const Comparison& comparison, bool failed) {
  const std::vector<std::size_t> told = told_rows(comparison, failed);
  if (told.empty()) return "";
  std::string out =
      "| metric | baseline | now | change | |\n"
      "| --- | ---: | ---: | ---: | --- |\n";
  for (std::size_t i = 0; i < told.size() && i < kMostRows; ++i) {
    const ComparedRow& row = comparison.rows[told[i]];
    const TwoNumbers two =
        shown(row.was.value, row.is ? row.is->value : row.was.value);
    out +=
        concat("| ", code(row.was.name(), true), " | ", two.was, " | ",
               row.is ? two.is : std::string("none"), " | ", change_words(row),
               " | ", code(verdict_words(row), true), " |\n");
  }
  if (told.size() > kMostRows) {
    out += concat("\nand ", told.size() - kMostRows, " more\n");
  }
  return out + "\n";
}

std::string leaks(const Comparison& comparison) {
  std::string out;
  for (const ComparedLeak& one : comparison.leaks) {
    if (one.outcome == LeakOutcome::known) continue;
    out += concat("- leak ", code(one.leak.words()), " ",
                  verdict_words(one.outcome), "\n");
  }
  return out.empty() ? "" : out + "\n";
}

std::string causes(const About& about) {
  if (about.causes.empty()) {
    return concat("**What moved**: ", code(no_cause_sentence(about)), "\n\n");
  }
  std::string out =
      concat("**What moved**, by ", code(about.causes_from), ":\n\n");
  for (std::size_t i = 0; i < about.causes.size() && i < kMostRows; ++i) {
    out += concat("- ", code(about.causes[i]), "\n");
  }
  if (about.causes.size() > kMostRows) {
    out += concat("- and ", about.causes.size() - kMostRows, " more\n");
  }
  return out + "\n";
}

}  // namespace

std::string code(std::string_view text, bool in_table) {
  std::string line = printable_in_line(text);
  std::replace(line.begin(), line.end(), '`', '\'');
  std::string out;
  for (const char letter : line) {
    if (letter == '|' && in_table) out += '\\';
    out += letter;
  }
  return concat("`", out, "`");
}

std::string markdown(const Comparison& comparison, const About& about) {
  const std::string better = table(comparison, false);
  std::string out =
      concat("## Gate of ", code(about.recipe), ": ",
             comparison.failed() ? "failed" : "passed", "\n\n",
             headline(comparison), ", against ", code(about.baseline), "; ",
             class_sentence(comparison, about), ".\n\n");
  out += table(comparison, true);
  out += leaks(comparison);
  if (!better.empty()) out += concat("Moved, and may:\n\n", better);
  if (!comparison.added.empty()) {
    out += concat(
        "Not in the baseline: ", comparison.added.size(),
        comparison.added.size() == 1 ? " metric, " : " metrics, such as ",
        code(comparison.added.front().name()), ".\n\n");
  }
  const bool changed = comparison.failed() || !better.empty();
  if (changed) out += causes(about);
  if (changed || !comparison.added.empty()) {
    out += concat("To take the numbers over: ", code(about.accept), "\n");
  }
  return out;
}

std::string markdown_of_failure(const std::string& recipe,
                                const std::string& message) {
  return concat("## Gate of ", code(recipe),
                ": failed\n\nThe run failed, and "
                "no number was compared: ",
                code(message), "\n");
}

}  // namespace moonstain::gate
