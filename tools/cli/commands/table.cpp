#include "tools/cli/commands/table.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/engine/record/run_record.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/report/run_columns.h"
#include "tools/cli/estimate_json.h"
#include "tools/cli/named_file.h"
#include "tools/cli/named_run.h"
#include "tools/cli/output.h"
#include "tools/cli/run_columns.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {
namespace {

using report::RunColumn;

constexpr const char* kPage = "table: --page";
constexpr std::size_t kMostNameColumns = 30;

// Of a recipe the last run of each variant that is done, the variant that was
// run first first; of a variant without one, the last.
std::vector<RunRecord> runs_of_recipe(const fs::path& workspace,
                                      const std::string& what) {
  const std::string recipe = chosen_run(workspace, what).recipe;
  std::vector<RunRecord> last;
  for (const std::string& run : run_names(workspace)) {
    std::optional<RunRecord> record = whole_run(workspace, run);
    if (!record || record->recipe != recipe) continue;
    const auto same = std::find_if(
        last.begin(), last.end(),
        [&](const RunRecord& one) { return one.variant == record->variant; });
    if (same == last.end()) {
      last.push_back(std::move(*record));
    } else if (record->state == "done" || same->state != "done") {
      *same = std::move(*record);
    }
  }
  return last;
}

struct Found {
  std::vector<RunColumn> columns;
  std::vector<std::string> left_out;  ///< "run 0003 of bench n=2: why"
};

// A run that is named must stand in the table; of a recipe's those that do not
// are told.
Found found_in(const fs::path& workspace, const Catalog& catalog,
               const std::vector<std::string>& which) {
  Found found;
  std::set<std::string> seen;
  for (const std::string& what : which) {
    const bool is_run = is_run_name(what);
    const std::vector<RunRecord> records =
        is_run ? std::vector<RunRecord>{named_run(workspace, what)}
               : runs_of_recipe(workspace, what);
    bool any = false;
    for (const RunRecord& record : records) {
      std::vector<RunColumn> own;
      std::string why = record.state == "done" ? "" : state_words(record);
      try {
        own = run_columns(workspace, catalog, record);
      } catch (const Error& e) {
        if (is_run) throw;
        why = e.what();
      }
      if (own.empty() && !is_run && !why.empty()) {
        found.left_out.push_back(concat("run ", record.run, " of ",
                                        record.recipe, " ", record.variant,
                                        ": ", why));
      }
      any = any || !own.empty();
      if (!seen.insert(record.run).second) continue;
      std::move(own.begin(), own.end(), std::back_inserter(found.columns));
    }
    check(any, "table: ", is_run ? "run " : "of recipe ", what,
          is_run ? " has no findings with scores"
                 : " no run that is done has findings with scores that are "
                   "still in the store",
          found.left_out.empty()
              ? std::string("; `moonstain runs` lists what there is")
              : concat("; ", found.left_out.front()));
  }
  return found;
}

Json predictor_json(const RunColumn& column, const RankedPredictor& one) {
  const bool is_reference = one.name == column.ranking.reference;
  const auto label = column.labels.find(one.name);
  return {
      {"name", one.name},
      {"label", label == column.labels.end() ? one.name : label->second},
      {"kind", word_of(one.kind)},
      {"value", number_or_null(one.number.value)},
      {"interval", interval_json(one.number)},
      {"gain",
       is_reference ? Json(nullptr) : number_or_null(one.gain.estimate.value)},
      {"gain_interval",
       is_reference ? Json(nullptr) : interval_json(one.gain.estimate)},
      {"ahead", is_reference ? Json(nullptr) : Json(one.ahead)},
      {"units", is_reference ? Json(nullptr) : Json(one.gain.estimate.units)},
      {"rank", number_or_null(one.rank)},
      {"rank_interval",
       std::isnan(one.rank_interval.low)
           ? Json(nullptr)
           : Json::array({one.rank_interval.low, one.rank_interval.high})},
      {"complete", one.complete()},
      {"fitted", !column.unfitted.contains(one.name)},
      {"compared", column.is_compared(one)}};
}

Json table_json(const std::vector<RunColumn>& columns) {
  Json all = Json::array();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const RunColumn& column = columns[i];
    Json predictors = Json::array();
    for (const RankedPredictor& one : column.ranking.predictors) {
      predictors.push_back(predictor_json(column, one));
    }
    const RankedPredictor& reference =
        column.ranking.row(column.ranking.reference);
    all.push_back({{"column", report::letters_of(i)},
                   {"run", column.run},
                   {"recipe", column.recipe},
                   {"variant", column.variant},
                   {"output", column.output},
                   {"title", column.title},
                   {"metric", column.headline.metric},
                   {"reading", column.headline.reading},
                   {"held_out", column.headline.unit},
                   {"of", reference.number.of_what()},
                   {"units", column.units},
                   {"reference", column.ranking.reference},
                   {"predictors", predictors}});
  }
  return {{"columns", all}, {"remarks", report::remarks_on(columns)}};
}

// In few letters: "*" of what is not fitted.
std::string short_rank(const RunColumn& column, const RankedPredictor* one) {
  if (one == nullptr) return "";
  const bool unfitted = column.unfitted.contains(one->name);
  const std::string rank = std::isnan(one->rank) ? "-" : fixed(one->rank, 1);
  return concat(uses_measurement(one->kind) ? word_of(one->kind) : rank,
                unfitted ? "*" : "");
}

// Texts in columns, each as wide as its widest, two blanks between.
std::string lines_of(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  widths[0] = std::min(widths[0], kMostNameColumns);
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += concat(i == 0 ? "" : "  ", padded(row[i], widths[i]));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

void print_table(const std::vector<RunColumn>& columns) {
  std::vector<std::vector<std::string>> rows{{"predictor"}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const RunColumn& column = columns[i];
    const std::string letters = report::letters_of(i);
    print(printable_in_line(concat(letters, "  run ", column.run, ": ",
                                   column.recipe, " ", column.variant)) +
          "\n");
    print(printable_in_line(concat("   ", column.title)) + "\n");
    print(printable_in_line(concat("   ", report::about(column))) + "\n");
    rows[0].push_back(letters);
    rows[0].push_back("rank");
  }
  rows[0].push_back("better than the reference in");
  for (const std::string& name : report::predictors_of(columns)) {
    std::vector<std::string> row{printable_in_line(name)};
    for (const RunColumn& column : columns) {
      const RankedPredictor* one = column.find(name);
      row.push_back(report::number_words(column, one));
      row.push_back(short_rank(column, one));
    }
    row.push_back(report::better_words(columns, name));
    rows.push_back(std::move(row));
  }
  print(concat("\n", lines_of(rows), "\n* not fitted; rank -: not ranked.\n"));
  for (const std::string& remark : report::remarks_on(columns)) {
    print(concat(remark, "\n"));
  }
}

}  // namespace

int table_command(const fs::path& workspace, const Catalog& catalog,
                  const TableOptions& options, bool json) {
  if (!options.page.empty()) named_file(kPage, options.page, workspace);
  const auto [columns, left_out] = found_in(workspace, catalog, options.which);
  if (!options.page.empty()) {
    write_named_file(kPage, options.page, workspace,
                     report::run_table_page(columns));
  }
  if (json) {
    Json made = table_json(columns);
    made["left_out"] = left_out;
    print_json(pretty_json(made));
    return kDone;
  }
  print_table(columns);
  for (const std::string& one : left_out) {
    print(concat("left out: ", printable_in_line(one), "\n"));
  }
  if (!options.page.empty()) {
    print(concat("page: ", printable_in_line(options.page), "\n"));
  }
  return kDone;
}

}  // namespace moonstain
