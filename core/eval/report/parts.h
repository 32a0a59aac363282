#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/predictor_kind.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"

namespace moonstain::report {

// Pieces that the panels of a report share.

/// "pearson.mean" -> "mean Pearson r over genes"
std::string metric_label(std::string_view metric, std::string_view item);
/// "tissue" -> "only cells with tissue"
std::string reading_label(std::string_view reading);
/// The readings that were scored, in the order shown.
std::vector<std::string> readings_of(const Findings& findings);
/// "her2st/B4" -> "B4"; a text without '/' as it is.
std::string short_name(std::string_view name);

enum class Shape {
  circle,
  diamond,
  triangle,
  square,
  cross,
  plus,
  ring,
  down,  ///< a triangle on its point
};

/// How a predictor is drawn everywhere: colour and shape both tell it, so that
/// it is known without colour. Colours are Okabe and Ito's (2008).
struct Mark {
  std::string colour;
  Shape shape = Shape::circle;
};

/// SVG of a mark, centred at (x, y).
std::string draw_mark(const Mark& mark, double x, double y, double size = 5);

/// A predictor as a report names it. Refers to the findings it is of.
struct Shown {
  const PredictorFindings* numbers = nullptr;
  std::string label;  ///< "ridge features"
  Mark mark;

  const std::string& name() const { return numbers->name; }
  PredictorKind kind() const { return numbers->kind; }
  /// Without any number where nothing was scored.
  /// @throws Error naming a reading or metric that is not there
  const ReadingScores& in(const std::string& reading) const;
  const MetricScores& scores(const std::string& reading,
                             const std::string& metric) const;
};

/// Predictors of findings, the model first, in the order null, simple, oracle,
/// ceiling after it.
std::vector<Shown> shown_predictors(const Findings& findings);

/// The simple baseline with the best headline; nullptr when none has one.
const Shown* reference_baseline(const Findings& findings,
                                const std::vector<Shown>& predictors);

/// The marks with their names, as HTML.
std::string legend(const std::vector<Shown>& predictors);

/// A table that scrolls sideways on a narrow page, its first column in sight,
/// and that can be taken as CSV.
///
/// @param title    what it is, in few words: names the file
/// @param caption  text; "" for none
/// @param head     cells of its one row, as markup
/// @param body     rows, as markup
/// @param all      rows of the file where the page shows some of them alone
std::string table(std::string_view title, std::string_view caption,
                  std::string_view head, std::string_view body,
                  std::string_view all = "");
/// What stands at the end of every page.
/// @param also  what else can be taken from it, behind "as CSV"
std::string footer(std::string_view also = "");
/// The head of a column of words, or of one of numbers.
std::string word_head(std::string_view text);
std::string number_head(std::string_view text);
/// The name of a row.
std::string row_head(std::string_view text);
/// The same as a link to where the page shows it: `#anchor`; "" for none.
std::string row_link(std::string_view text, std::string_view anchor);
/// A cell of this class, and below its text another in small; "" for none.
std::string text_cell(const char* kind, std::string_view text,
                      std::string_view small = "");
/// The same of words that may be many.
std::string long_cell(std::string_view text, std::string_view small = "");
/// Three places; an undefined number stands out.
std::string number_cell(double value);
/// The same of a metric, as `value_text`.
std::string number_cell(const MetricKind& kind, double value);
/// Of an estimate, and of how many units where some have none.
std::string estimate_cell(const MetricKind& kind, const Estimate& estimate);

}  // namespace moonstain::report
