#include "core/eval/report/summary.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/eval/findings/labels.h"
#include "core/eval/findings/warnings.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/leaks.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/sentences.h"
#include "core/eval/report/waterfall.h"

namespace moonstain::report {
namespace {

std::string padded(std::string text, std::size_t width, bool right = false) {
  const std::size_t length = width_of(text);
  const std::string gap(length < width ? width - length : 0, ' ');
  return right ? gap + text : text + gap;
}

/// Rows of words: the first has the names of the columns, and each begins with
/// its own.
using Rows = std::vector<std::vector<std::string>>;

// In columns; the first left, the others right, the last left.
std::string columns(const Rows& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == widths.size();
      line += " " + (last ? row[i] : padded(row[i], widths[i], i > 0)) + " ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

/// Text in lines of a width.
class Layout {
 public:
  explicit Layout(std::size_t width)
      : width_(std::max<std::size_t>(width, 1)) {}

  // Words of a sentence over lines, the first behind `label`.
  std::string wrapped(const std::string& label, std::string_view text) const {
    const std::string clean = printable_in_line(text);
    const std::size_t indented =
        std::min({width_of(label), std::size_t{10}, width_ / 4});
    const std::string indent(indented, ' ');
    std::string out;
    std::string line = label;
    std::size_t at = 0;
    while (at < clean.size()) {
      const std::size_t end = std::min(clean.find(' ', at), clean.size());
      const std::string word = clean.substr(at, end - at);
      if (width_of(line) + 1 + width_of(word) > width_ &&
          line.find_first_not_of(' ') != std::string::npos) {
        out += line + "\n";
        line = indent;
      }
      line += (line.empty() || line.back() == ' ' ? "" : " ") + word;
      at = end + 1;
    }
    return out + line + "\n";
  }

  // In columns where they fit.
  std::string table(const Rows& rows) const {
    const std::string text = columns(rows);
    std::size_t widest = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      widest = std::max(widest,
                        width_of(std::string_view(text).substr(at, end - at)));
      at = end + 1;
    }
    return widest <= width_ ? text : blocks(rows);
  }

 private:
  // A block a row: its name, then a line for each number behind the name of its
  // column. The last column has remarks, which go behind the row's name; its
  // own name says what all the numbers are.
  std::string blocks(const Rows& rows) const {
    const std::vector<std::string>& heads = rows.front();
    const std::size_t remarks = heads.size() - 1;
    std::size_t widest = 0;
    for (std::size_t i = 1; i < remarks; ++i) {
      widest = std::max(widest, width_of(heads[i]));
    }
    std::string out;
    if (!heads.back().empty()) out += wrapped("  ", heads.back() + ":");
    for (std::size_t r = 1; r < rows.size(); ++r) {
      const std::vector<std::string>& row = rows[r];
      std::string name = row.front();
      std::string numbers;
      for (std::size_t i = 1; i < row.size(); ++i) {
        if (row[i].empty()) continue;
        if (i == remarks || heads[i].empty()) {
          name += concat(", ", row[i]);
        } else {
          numbers +=
              concat("    ", padded(heads[i], widest), "  ", row[i], "\n");
        }
      }
      out += wrapped("  ", name) + numbers;
    }
    return out;
  }

  std::size_t width_;
};

std::string claims_text(const Object& object, const Layout& layout) {
  std::string out;
  const auto& claims = object.findings().claims;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (has_row(object, i)) continue;
    const JudgedClaim& claim = claims[i];
    out += layout.wrapped("", claim.claim);
    out += layout.wrapped(
        "  ",
        concat("published ", claim.published_text,
               claim.half_width ? concat(" +- ", *claim.half_width) : "", ", ",
               metric_label(claim.metric, object.findings().data.item),
               claim.published ? "" : concat(": ", claim.not_published)));
    for (const OurFigure& one : our_figures(object, i)) {
      out += layout.wrapped(
          "  ",
          concat(
              one.name, " ", value_text(claim.metric, one.estimate.value), " (",
              reading_label(one.reading), ", ", held_out_words(one.unit),
              one.counted_words.empty() ? "" : "; ", one.counted_words, ")"));
    }
  }
  return out;
}

std::string verdicts_text(const Object& object, const Layout& layout) {
  std::string out;
  const auto& claims = object.findings().claims;
  std::size_t rows = 0;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (has_row(object, i)) {
      ++rows;
      continue;
    }
    const auto& number = object.published().claims.at(i).number;
    out += layout.wrapped(
        "number:", concat(word_of(number.verdict), " (", number.reason, ")"));
    for (const ShownMeaning& one : meanings(object, i)) {
      out += layout.wrapped(concat(one.name, ":"),
                            concat(word_of(one.meaning->verdict), " (",
                                   one.meaning->reason, ")"));
    }
  }
  if (rows > 0) {
    out += layout.wrapped(
        "claims:", concat(rows,
                          " more, about methods beside it or about what is not "
                          "here: the page has a table of them"));
  }
  return out;
}

std::string readings_text(const Findings& findings,
                          const std::vector<Shown>& predictors,
                          const Layout& layout) {
  const Headline& headline = findings.headline;
  std::vector<std::vector<std::string>> rows{{""}};
  for (const Shown& one : predictors) {
    rows[0].push_back(printable_in_line(one.label));
  }
  rows[0].push_back(headline.metric);
  for (const std::string& reading : readings_of(findings)) {
    std::vector<std::string> row{reading_label(reading)};
    for (const Shown& one : predictors) {
      row.push_back(
          value_text(headline.metric,
                     one.scores(reading, headline.metric).estimate.value));
    }
    row.emplace_back(headline.reading == reading ? "headline" : "");
    rows.push_back(std::move(row));
  }
  return layout.table(rows);
}

std::string walk_text(const Walk& walk, const std::vector<Shown>& predictors,
                      const Layout& layout) {
  std::vector<std::vector<std::string>> rows{{"", ""}};
  for (const Shown& one : predictors) {
    rows[0].push_back(printable_in_line(one.label));
  }
  rows[0].emplace_back();
  const std::vector<Bar>& bars = walk.bars.at(predictors.at(0).name()).bars;
  for (std::size_t stage = 0; stage <= walk.switches.size(); ++stage) {
    std::vector<std::string> row{"published", ""};
    std::string turned;
    if (stage > 0) {
      const WalkSwitch& one = walk.switches[stage - 1];
      row = {std::string(word_of(one.kind)),
             signed_fixed(bars.at(stage - 1).estimate.value, 3)};
      turned = printable_in_line(one.turned());
    }
    for (const Shown& one : predictors) {
      row.push_back(value_text(walk.audited.headline.metric,
                               stage_value(walk, stage, one.name())));
    }
    row.push_back(std::move(turned));
    rows.push_back(std::move(row));
  }
  return layout.table(rows);
}

std::string leaks_text(const Context& context, const Layout& layout) {
  if (!context.leaks_traced) {
    return "leaks: not traced\n";
  }
  std::string out =
      !context.leaks.empty() ? ""
      : context.unknown_origins.empty()
          ? "leaks: none\n"
          : layout.wrapped("leaks:",
                           concat("not known: ", unknown_words(context)));
  for (const LeakRow& leak : context.leaks) {
    out += layout.wrapped(
        "leak:",
        concat(leak.unit, " (", leak.severity, ")    ", ways_words(leak),
               leak.acknowledged_by.empty()
                   ? "; not acknowledged"
                   : concat("; acknowledged by ", switch_words(leak))));
  }
  return out;
}

}  // namespace

std::string headline_text(const Object& object, std::size_t columns) {
  return Layout(columns).wrapped("", object.headline());
}

std::string note_text(std::string_view note, std::size_t columns) {
  return Layout(columns).wrapped("note:", note);
}

std::string summary(const Object& object, const Context& context,
                    std::size_t columns) {
  const Layout layout(columns);
  const Findings& findings = object.findings();
  const std::vector<Shown> predictors = shown_predictors(findings);
  std::string out = layout.wrapped("", title_of(findings, context.recipe));
  out += layout.wrapped("", data_sentence(findings));
  const ScopeNote& scope = findings.scope;
  if (scope.kind != Scope::full) {
    out +=
        layout.wrapped("", concat(word_of(scope.kind),
                                  scope.note.empty() ? "" : ": ", scope.note));
  }
  const std::string stand_ins = stand_ins_words(findings);
  if (!stand_ins.empty()) {
    out += layout.wrapped("stands in:", stand_ins);
  }
  for (const std::string& words : context.contradictions) {
    out += layout.wrapped("contradicted:", words);
  }
  for (const std::string& note : noted(findings)) {
    out += layout.wrapped("note:", note);
  }
  const std::string collapse = collapse_sentence(findings);
  if (!collapse.empty()) {
    out += layout.wrapped("", collapse);
  }
  const std::string fitted = fitted_sentence(findings);
  if (!fitted.empty()) {
    out += layout.wrapped("", fitted);
  }
  const Walk* walk = object.walk();
  if (walk != nullptr) {
    for (const std::string& stages :
         {collapsed_stages_sentence(*walk), unfitted_stages_sentence(*walk)}) {
      out += stages.empty() ? "" : layout.wrapped("", stages);
    }
  }
  out += "\n" + claims_text(object, layout);
  out += walk == nullptr ? readings_text(findings, predictors, layout)
                         : walk_text(*walk, predictors, layout);
  out += verdicts_text(object, layout);
  out += leaks_text(context, layout);
  for (const Panel& panel : findings.panels) {
    out += layout.wrapped("evidence:", panel_sentence(panel));
  }
  return out;
}

}  // namespace moonstain::report
