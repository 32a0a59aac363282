#include "core/eval/panels/pair_panels_step.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/stats/summary.h"

namespace moonstain {

/// What a table of pairs shows.
enum class PairColumns {
  agreement,  ///< r between sections, and the null
  profiles,   ///< over items: of the r, and of mean values
};

template <>
struct KindWords<PairColumns> {
  static constexpr std::string_view kAll[] = {"agreement", "profiles"};
};

namespace {

const std::string kReading(readings::kMappedSpots.name);

// The runs of one predictor on one pair, other seeds.
struct Row {
  std::string pair;       // "C2+C3"
  std::string predictor;  // "colour_ridge"
  std::vector<const Scores*> runs;

  const Scores& first() const { return *runs.front(); }
  double mean(const std::function<double(const Scores&)>& number) const {
    std::vector<double> values;
    for (const Scores* one : runs) values.push_back(number(*one));
    return mean_of_defined(values);
  }
};

std::string short_name(const std::string& unit) {
  return unit.substr(unit.find('/') + 1);
}

// Pairs in the order of names, in each the predictors as they are given.
std::vector<Row> rows_of(const std::vector<Scores>& scores,
                         const std::string& step) {
  check(!scores.empty(), step, ": no scores");
  std::vector<std::string> predictors;
  std::map<std::string, std::map<std::size_t, std::vector<const Scores*>>> runs;
  for (const Scores& one : scores) {
    check(one.unit_kind == ScoredUnit::section_pair, step, ": scores of ",
          one.unit, " are of a ", word_of(one.unit_kind),
          "; expected those of pairs (consistency_scores)");
    auto found =
        std::find(predictors.begin(), predictors.end(), one.predictor.name);
    const auto place = static_cast<std::size_t>(found - predictors.begin());
    if (found == predictors.end()) predictors.push_back(one.predictor.name);
    runs[one.unit][place].push_back(&one);
  }
  std::vector<Row> rows;
  for (const auto& [pair, by_predictor] : runs) {
    for (const auto& [place, list] : by_predictor) {
      rows.push_back({short_name(pair), predictors[place], list});
    }
  }
  return rows;
}

double median_of(const Scores& scores, std::string_view r) {
  return metric_value(scores, kReading, parse_metric(concat(r, ".median")));
}

// Of the items that have both.
double median_apart(const Scores& scores) {
  const ItemValues apart{
      scores.column(kReading, "r_pred") - scores.column(kReading, "r_true"),
      std::vector<bool>(scores.items.size(), true)};
  return over_items(apart, Over::median);
}

class Columns {
 public:
  explicit Columns(const std::vector<Row>& rows) : rows_(rows) {}

  void text(const std::string& head,
            const std::function<std::string(const Row&)>& words) {
    TableColumn column = text_column(head);
    for (const Row& row : rows_) column.texts.push_back(words(row));
    columns_.push_back(std::move(column));
  }
  void number(const std::string& head, int digits,
              const std::function<double(const Scores&)>& number) {
    TableColumn column = number_column(head, digits);
    for (const Row& row : rows_) column.numbers.push_back(row.mean(number));
    columns_.push_back(std::move(column));
  }
  void median(const std::string& head, const std::string& r) {
    number(head, 3, [r](const Scores& one) { return median_of(one, r); });
  }
  void whole(const std::string& head, std::string_view name) {
    number(head, 3,
           [name](const Scores& one) { return one.column(kReading, name)[0]; });
  }

  std::vector<TableColumn> take() { return std::move(columns_); }

 private:
  const std::vector<Row>& rows_;
  std::vector<TableColumn> columns_;
};

void add_agreement(Columns& columns, const std::string& items) {
  columns.median("r_pred", "r_pred");
  columns.median("r_cross", "r_cross");
  columns.median("r_true", "r_true");
  columns.number("r_pred - r_true", 3, median_apart);
  columns.whole("r_pred turned", pair_facts::kNullPredicted);
  columns.whole("r_cross turned", pair_facts::kNullCross);
  columns.whole("r_true turned", pair_facts::kNullMeasured);
  columns.whole("p of r_cross", pair_facts::kShareOfCross);
  columns.text(concat(items, " without r_cross"), [](const Row& row) {
    const ItemCounts counts =
        count_items(row.first(), kReading, parse_metric("r_cross.mean"));
    return concat(counts.undefined, " of ", row.first().items.size());
  });
}

void add_profiles(Columns& columns, const std::string& items) {
  columns.whole(concat("r over ", items, " of r_pred and r_true"),
                "profile_pearson");
  columns.whole("pseudo-bulk, predicted", "pseudo_bulk_pearson");
  columns.whole("pseudo-bulk, measured", "pseudo_bulk_true");
}

struct PairTableOptions {
  std::string title = "Consistency of pairs of sections";
  PairColumns show = PairColumns::agreement;
};

Panel pair_table(const Inputs& in, const Options& options) {
  const auto own = options.as<PairTableOptions>();
  const auto scores = in.list<Scores>("scores");
  const std::vector<Row> rows = rows_of(scores, "pair_table_panel");
  const std::string items = plural(scores.front().item);
  Columns columns(rows);
  columns.text("pair, predictor", [](const Row& row) {
    return concat(row.pair, ", ", row.predictor);
  });
  columns.text("kind", [](const Row& row) {
    return std::string(word_of(row.first().predictor.kind));
  });
  columns.number("spots", 0, [](const Scores& one) {
    return static_cast<double>(one.places_in(kReading));
  });
  columns.number("Dice", 2,
                 [](const Scores& one) { return one.facts.at("dice"); });
  if (own.show == PairColumns::agreement) {
    add_agreement(columns, items);
  } else {
    add_profiles(columns, items);
  }
  columns.text("not compared because",
               [](const Row& row) { return row.first().refusal; });
  Panel panel;
  panel.title = own.title;
  panel.caption =
      own.show == PairColumns::agreement
          ? concat("Medians over ", items,
                   " of Pearson's r at the spots of a "
                   "section that have spots of the next one near: r_pred "
                   "between both predictions, r_cross between a prediction and "
                   "the neighbour's measurement, r_true between both "
                   "measurements. A smooth, wrong predictor is high in r_pred "
                   "alone. Turned: the same with the neighbour turned by "
                   "random angles; p: with how many of them r_cross is as "
                   "high.")
          : concat("Pearson's r over ", items,
                   ": of r_pred and r_true, and of "
                   "both sections' means less the training mean.");
  TablePanel data;
  data.item = "pair";
  data.columns = columns.take();
  panel.data = std::move(data);
  return panel;
}

struct PairScatterOptions {
  std::string title = "Agreement with the neighbouring section, by gene";
};

Panel pair_scatter(const Inputs& in, const Options& options) {
  const auto scores = in.list<Scores>("scores");
  const std::vector<Row> rows = rows_of(scores, "pair_scatter_panel");
  ScatterPanel data;
  data.item = "pair";
  data.unit = scores.front().item;
  data.x = {"r_true, of both measurements", "", false};
  data.y = {"r with the neighbour", "", false};
  data.same_scale = true;
  std::vector<std::string> refused;
  for (const Row& row : rows) {
    check(row.predictor == rows.front().predictor,
          "pair_scatter_panel: scores "
          "of ",
          rows.front().predictor, " and of ", row.predictor,
          "; a panel shows one predictor");
    const Scores& one = row.first();  // of several seeds the first
    if (!one.refusal.empty()) {
      refused.push_back(concat(row.pair, " (", one.refusal, ")"));
      continue;
    }
    const auto values = [&](std::string_view name) {
      const Eigen::VectorXd& column = one.column(kReading, name);
      return std::vector<double>(column.begin(), column.end());
    };
    for (const char* r : {"r_pred", "r_cross"}) {
      data.items.push_back(
          scatter_item(concat(row.pair, ", ", r), values("r_true"), values(r)));
    }
  }
  Panel panel;
  panel.title = options.as<PairScatterOptions>().title;
  panel.caption = concat(
      rows.front().predictor, ". A point is a ", data.unit,
      "; points above the line of r_pred agree more than the measurements do: "
      "they are smoother.",
      refused.empty() ? "" : concat(" Not compared: ", listed(refused), "."));
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind pair_table_panel_step() {
  return StepKind("pair_table_panel", 1,
                  "Consistency of pairs of sections, a row a pair and "
                  "predictor.")
      .applies_many<Scores>("scores",
                            "of pairs (consistency_scores), the model's first")
      .option("title", &PairTableOptions::title, "heading of the panel")
      .option("show", &PairTableOptions::show,
              "r between sections with their null, or profiles over items")
      .needs(in_memory(3, 2))
      .makes<Panel>(pair_table);
}

StepKind pair_scatter_panel_step() {
  return StepKind("pair_scatter_panel", 1,
                  "Consistency of pairs of sections item by item, two charts a "
                  "pair.")
      .applies_many<Scores>("scores", "of pairs, by one predictor")
      .option("title", &PairScatterOptions::title, "heading of the panel")
      .needs(in_memory(3, 2))
      .makes<Panel>(pair_scatter);
}

}  // namespace moonstain
