#include "core/eval/gate/words.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"

namespace moonstain::gate {

namespace {

constexpr std::size_t kMostLines = 20;

std::string in_digits(double value, int digits) {
  if (std::isnan(value)) return "undefined";
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value,
                                 std::chars_format::general, digits)
                       .ptr;
  return {text, end};
}

// As many digits as tell the change apart from what is allowed, where it is
// more.
int change_digits(const ComparedRow& row) {
  constexpr int kDigits = 3, kAllDigits = 17;
  const double change = std::abs(row.change);
  int digits = kDigits;
  while (change > row.allowed && digits < kAllDigits &&
         in_digits(change, digits) == in_digits(row.allowed, digits)) {
    ++digits;
  }
  return digits;
}

std::string allowance_words(const ComparedRow& row) {
  if (row.allowed > 0) {
    return concat("tolerance ", in_digits(row.allowed, change_digits(row)));
  }
  // A part of nothing, or a spread of none.
  const Tolerance& tolerance = row.was.tolerance;
  return tolerance.exact() ? "exact"
                           : concat("tolerance 0: ", tolerance.text());
}

std::string moved_words(const ComparedRow& row) {
  if (std::isnan(row.was.value)) return "has a number, and had none";
  const bool fell = row.change < 0;
  return concat(fell ? "fell" : "rose",
                row.was.direction == Direction::same ? ", and must stay"
                                                     : ", and may not",
                " (", allowance_words(row), ")");
}

std::string undefined_words(const ComparedRow& row) {
  const Row& was = row.was;
  const Row& is = *row.is;
  if (is.undefined > was.undefined && !is.unit) {
    return concat("undefined in ",
                  counted(static_cast<std::uint64_t>(is.undefined), "unit"),
                  ", was in ", was.undefined);
  }
  if (std::isnan(is.value)) return "is undefined";
  return concat(*is.undefined_items, " items undefined, were ",
                *was.undefined_items);
}

std::string noted_words(const ComparedRow& row) {
  if (!row.is) return "is no longer measured; it is free";
  return "moved; it is free";
}

std::string row_line(const ComparedRow& row) {
  std::string numbers;
  if (row.is) {
    const TwoNumbers two = shown(row.was.value, row.is->value);
    const std::string change = change_words(row);
    numbers = concat(two.was, " -> ", two.is, change.empty() ? "" : ", ",
                     change, ", ");
  }
  return concat("  ", row.was.name(), ": ", numbers, verdict_words(row), "\n");
}

std::string row_lines(const Comparison& comparison, bool failed) {
  const std::vector<std::size_t> told = told_rows(comparison, failed);
  std::string text;
  for (std::size_t i = 0; i < told.size() && i < kMostLines; ++i) {
    text += row_line(comparison.rows[told[i]]);
  }
  if (told.size() > kMostLines) {
    text += concat("  and ", told.size() - kMostLines,
                   " more, all of which --junit FILE has\n");
  }
  return text;
}

std::string leak_lines(const Comparison& comparison) {
  std::string text;
  for (const ComparedLeak& one : comparison.leaks) {
    if (one.outcome == LeakOutcome::known) continue;
    text += concat("  leak (", one.leak.words(), ") ",
                   verdict_words(one.outcome), "\n");
  }
  return text;
}

std::string cause_lines(const About& about) {
  if (about.causes.empty()) return no_cause_sentence(about) + "\n";
  std::string text = concat("what moved, by ", about.causes_from, ":\n");
  for (std::size_t i = 0; i < about.causes.size() && i < kMostLines; ++i) {
    text += concat("  ", about.causes[i], "\n");
  }
  if (about.causes.size() > kMostLines) {
    text += concat("  and ", about.causes.size() - kMostLines, " more\n");
  }
  return text;
}

}  // namespace

TwoNumbers shown(double was, double is) {
  constexpr int kDigits = 4, kAllDigits = 17;
  for (int digits = kDigits;; ++digits) {
    TwoNumbers two{in_digits(was, digits), in_digits(is, digits)};
    if (two.was != two.is || was == is || digits == kAllDigits ||
        std::isnan(was)) {
      return two;
    }
  }
}

std::string change_words(const ComparedRow& row) {
  if (std::isnan(row.change)) return "";
  std::string text = concat(row.change > 0 ? "+" : "",
                            in_digits(row.change, change_digits(row)));
  const double percent = 100 * row.change / std::abs(row.was.value);
  if (std::isfinite(percent) && std::abs(percent) >= 0.05) {
    text += concat(" (", percent > 0 ? "+" : "",
                   in_digits(percent, std::abs(percent) < 10 ? 2 : 3), " %)");
  }
  return text;
}

std::string verdict_words(const ComparedRow& row) {
  switch (row.outcome) {
    case Outcome::same:
      return "the same";
    case Outcome::within:
      return concat("within ", allowance_words(row));
    case Outcome::improved:
      return "better than the baseline";
    case Outcome::noted:
      return noted_words(row);
    case Outcome::moved:
      return moved_words(row);
    case Outcome::vanished:
      return "is no longer measured";
    case Outcome::undefined:
      return undefined_words(row);
    case Outcome::regrouped:
      if (row.is->of == row.was.of) {
        return concat(
            "is over ",
            counted(static_cast<std::uint64_t>(*row.is->units), "unit"),
            ", was over ", *row.was.units);
      }
      return concat("is a '", *row.is->of, "', was a '", *row.was.of, "'");
  }
  return "";
}

std::string verdict_words(LeakOutcome outcome) {
  switch (outcome) {
    case LeakOutcome::known:
      return "is known";
    case LeakOutcome::gone:
      return "is gone";
    case LeakOutcome::unacknowledged:
      return "is no longer acknowledged by a switch";
    case LeakOutcome::fresh:
      return "is new";
  }
  return "";
}

std::string headline(const Comparison& comparison) {
  const std::size_t rows = comparison.failed_rows();
  const std::size_t leaks = comparison.failed_leaks();
  const std::string all_rows = counted(comparison.rows.size(), "metric");
  const std::string all_leaks =
      counted(static_cast<std::size_t>(std::count_if(
                  comparison.leaks.begin(), comparison.leaks.end(),
                  [](const ComparedLeak& one) {
                    return one.outcome != LeakOutcome::gone;
                  })),
              "leak");
  const auto failing = [](std::size_t count, const std::string& all) {
    return concat(count, " of ", all, count == 1 ? " fails" : " fail");
  };
  if (!comparison.failed())
    return concat(all_rows, " and ", all_leaks, " pass");
  return concat(
      rows == 0 ? all_rows + " pass" : failing(rows, all_rows), ", ",
      leaks == 0 ? all_leaks + " as before" : failing(leaks, all_leaks));
}

std::string class_sentence(const Comparison& comparison, const About& about) {
  if (!comparison.another_class) {
    return concat("compared in the baseline's numeric class (", about.class_is,
                  "): exact is to the last bit");
  }
  const auto own = static_cast<std::size_t>(
      std::count_if(comparison.rows.begin(), comparison.rows.end(),
                    [](const ComparedRow& one) {
                      return one.was.another_class.has_value();
                    }));
  const std::string why =
      about.class_was == about.class_is
          ? concat("a GPU promises no bytes (", about.class_is, ")")
          : concat("the baseline was made in another numeric class (",
                   about.class_was, ") than this run (", about.class_is, ")");
  return concat("compared by tolerance, not bit for bit: ", why,
                "; exact stands for '", about.another_class.text(), "'",
                own == 0
                    ? ""
                    : concat(" (", counted(own, "metric"),
                             own == 1 ? " has its own)" : " have their own)"));
}

std::string no_cause_sentence(const About& about) {
  return concat(
      "no input, option or version moved (by ", about.causes_from,
      "): a step gives other numbers under the version it had, or the result "
      "does not repeat; `moonstain check ",
      about.recipe, "` tells, unless the baseline was changed by hand");
}

std::vector<std::size_t> told_rows(const Comparison& comparison, bool failed) {
  std::vector<std::size_t> told;
  for (std::size_t i = 0; i < comparison.rows.size(); ++i) {
    const Outcome outcome = comparison.rows[i].outcome;
    const bool is_told =
        failed ? fails(outcome)
               : outcome == Outcome::improved || outcome == Outcome::noted;
    if (is_told) told.push_back(i);
  }
  std::stable_partition(told.begin(), told.end(), [&](std::size_t i) {
    const Row& row = comparison.rows[i].was;
    return row.undefined_items.has_value() && row.direction != Direction::same;
  });
  return told;
}

std::string text(const Comparison& comparison, const About& about) {
  std::string out = concat("gate: ", headline(comparison), " (", about.baseline,
                           ")\n", class_sentence(comparison, about), "\n");
  out += row_lines(comparison, true);
  out += leak_lines(comparison);
  const std::string better = row_lines(comparison, false);
  if (!better.empty()) {
    out += concat("moved, and may:\n", better);
  }
  if (!comparison.added.empty()) {
    out += concat(
        "not in the baseline: ", counted(comparison.added.size(), "metric"),
        ", such as ", comparison.added.front().name(), "\n");
  }
  const bool changed = comparison.failed() || !better.empty();
  if (changed) out += cause_lines(about);
  if (changed || !comparison.added.empty()) {
    out += concat("to take the numbers over: ", about.accept, "\n");
  }
  return out;
}

}  // namespace moonstain::gate
