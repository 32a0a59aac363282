#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/run_columns.h"
#include "core/eval/report/style.h"

namespace moonstain::report {
namespace {

// "+0.010, in 4 of 6", "+0.010 [0.002, 0.018]"; "" of the reference.
std::string gain_text(const RunColumn& column, const RankedPredictor& one) {
  if (one.name == column.ranking.reference) return "";
  const Estimate& gain = one.gain.estimate;
  if (std::isnan(gain.value)) return "gain undefined";
  return concat(signed_fixed(gain.value, 3),
                gain.interval
                    ? concat(" ", interval_text(column, *gain.interval))
                    : concat(", in ", one.ahead, " of ", gain.units));
}

// The number, and below it its interval and its gain.
std::string number_cell_of(const RunColumn& column,
                           const RankedPredictor* one) {
  if (one == nullptr) return text_cell("num", "-");
  std::string below =
      one->number.interval ? interval_text(column, *one->number.interval) : "";
  const std::string gain = gain_text(column, *one);
  if (!gain.empty()) below += concat(below.empty() ? "" : "; ", gain);
  return text_cell("num", value_words(column, *one), below);
}

std::string rank_cell_of(const RunColumn& column, const RankedPredictor* one) {
  const bool has_interval =
      one != nullptr && !std::isnan(one->rank_interval.low);
  return text_cell("num", rank_words(column, one),
                   has_interval
                       ? concat("[", fixed(one->rank_interval.low, 1), ", ",
                                fixed(one->rank_interval.high, 1), "]")
                       : "");
}

std::string columns_table(const std::vector<RunColumn>& columns) {
  std::string rows;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const RunColumn& column = columns[i];
    rows += element(
        "tr", {},
        concat(row_head(letters_of(i)), long_cell(column.title, about(column)),
               text_cell("words", concat(column.recipe, " ", column.variant),
                         concat("run ", column.run, ", ", column.output))));
  }
  return table(
      "columns", "",
      word_head("column") + word_head("what is scored") + word_head("run"),
      rows);
}

std::string predictors_table(const std::vector<RunColumn>& columns) {
  std::string heads = word_head("predictor");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string letters = letters_of(i);
    heads += number_head(letters) + number_head(concat(letters, ", rank"));
  }
  heads += word_head("better than the reference in");
  std::string rows;
  for (const std::string& name : predictors_of(columns)) {
    std::string cells = row_head(label_in(columns, name));
    for (const RunColumn& column : columns) {
      const RankedPredictor* one = column.find(name);
      cells += number_cell_of(column, one) + rank_cell_of(column, one);
    }
    rows += element("tr", {},
                    cells + text_cell("words", better_words(columns, name)));
  }
  return table("predictors by run",
               "Below a number its 95 % interval, where there is one, and its "
               "gain over the reference, with an interval or in how many units "
               "it is above 0.",
               heads, rows);
}

}  // namespace

std::string run_table_page(const std::vector<RunColumn>& columns) {
  constexpr const char* kTitle = "Predictors, run by run";
  std::string remarks;
  for (const std::string& remark : remarks_on(columns)) {
    remarks += text_element("li", {}, remark);
  }
  return page(kTitle, style(),
              concat(text_element("h1", {}, kTitle), columns_table(columns),
                     predictors_table(columns),
                     element("ul", {{"class", "plain"}}, remarks), footer()));
}

}  // namespace moonstain::report
