#include "core/eval/downstream/terms_panel.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// "genes that were measured", without their number.
std::string kind_of_background(const std::string& words) {
  return words.substr(words.find(' ') + 1);
}

// Section, group, whether down, set.
using Row = std::tuple<std::string, std::string, bool, std::string>;
// Adjusted p by what a column is headed.
using Cells = std::map<std::string, double>;

struct Counts {
  std::int64_t measured = 0;
  std::int64_t predicted = 0;
  std::int64_t both = 0;
};

class Rows {
 public:
  void add(const EnrichedTerms& terms, bool measured) {
    const std::string background = kind_of_background(terms.background);
    auto& seen = seen_[{terms.about, background}];
    check(++(measured ? seen.first : seen.second) == 1,
          "terms_panel: ", measured ? "measured" : "predicted", " terms of ",
          terms.about, ", background ", background, ", are given twice");
    if (!measured) {
      check(predictor_.empty() || predictor_ == terms.predictor,
            "terms_panel: predictions are by ", predictor_, " and by ",
            terms.predictor, "; expected one predictor");
      predictor_ = terms.predictor;
    }
    const std::string head =
        concat(measured ? "measured: " : "predicted: ", background);
    if (std::find(heads_.begin(), heads_.end(), head) == heads_.end()) {
      heads_.push_back(head);
    }
    for (const TermTest& one : terms.tests) {
      const Row row{terms.about, one.group, !one.up, one.term};
      cells_[row][head] = one.q;
      if (!terms.enriched(one)) continue;
      enriched_.insert(row);
      auto& found = found_[background][row];
      (measured ? found.first : found.second) = true;
    }
  }

  void check_pairs() const {
    for (const auto& [key, seen] : seen_) {
      check(seen.first == 1 && seen.second == 1, "terms_panel: of ", key.first,
            ", background ", key.second, ", the ",
            seen.first == 0 ? "measured" : "predicted",
            " terms are missing; each is shown beside the other");
    }
  }

  TablePanel table(std::size_t most) const {
    TablePanel out;
    out.item = "set";
    out.columns = {text_column("set"), text_column("section"),
                   text_column("group"), text_column("genes")};
    std::vector<std::string> heads = heads_;
    std::sort(heads.begin(), heads.end());
    for (const std::string& head : heads) {
      out.columns.push_back(p_column(head, 4));
    }
    for (const Row& row : enriched_) {
      if (out.columns[0].texts.size() == most) break;
      const auto& [section, group, down, term] = row;
      out.columns[0].texts.push_back(term);
      out.columns[1].texts.push_back(section);
      out.columns[2].texts.push_back(group);
      out.columns[3].texts.push_back(down ? "lower" : "higher");
      for (std::size_t i = 0; i < heads.size(); ++i) {
        const Cells& cells = cells_.at(row);
        const auto found = cells.find(heads[i]);
        out.columns[4 + i].numbers.push_back(
            found == cells.end() ? kNone : found->second);
      }
    }
    return out;
  }

  std::string words(std::size_t most) const {
    std::string out;
    for (const auto& [background, rows] : found_) {
      Counts counts;
      for (const auto& [row, found] : rows) {
        counts.measured += found.first;
        counts.predicted += found.second;
        counts.both += found.first && found.second;
      }
      out += concat(" Background ", background, ": ", counts.measured,
                    " on measurements, ", counts.predicted, " on predictions, ",
                    counts.both, " on both.");
    }
    if (enriched_.size() > most) {
      out += concat(" The first ", most, " of ",
                    counted(enriched_.size(), "row"), " are shown.");
    }
    return out;
  }

  const std::string& predictor() const { return predictor_; }

 private:
  std::string predictor_;
  std::vector<std::string> heads_;
  std::map<Row, Cells> cells_;
  std::set<Row> enriched_;
  std::map<std::string, std::map<Row, std::pair<bool, bool>>> found_;
  std::map<std::pair<std::string, std::string>, std::pair<int, int>> seen_;
};

}  // namespace

Panel terms_panel(const std::vector<EnrichedTerms>& measured,
                  const std::vector<EnrichedTerms>& predicted,
                  const std::string& title, std::int64_t most_rows) {
  Rows rows;
  for (const EnrichedTerms& one : measured) rows.add(one, true);
  for (const EnrichedTerms& one : predicted) rows.add(one, false);
  rows.check_pairs();
  const auto most = static_cast<std::size_t>(most_rows);
  Panel panel;
  panel.title = title;
  panel.caption = concat(
      "Sets enriched among genes that are higher or lower in a group "
      "than in the rest, on measurements or on predictions by ",
      rows.predictor(),
      ". Numbers are adjusted p; none: no gene is called there.",
      rows.words(most));
  panel.data = rows.table(most);
  return panel;
}

namespace {

struct TermsPanelOptions {
  std::string title = "Enriched sets of genes";
  std::int64_t most_rows = 40;
};

}  // namespace

StepKind terms_panel_step() {
  using Own = TermsPanelOptions;
  return StepKind("terms_panel", 2,
                  "Enriched sets of genes of measurements beside those of "
                  "predictions, as a table.")
      .applies_many<EnrichedTerms>("measured", "of measurements")
      .applies_many<EnrichedTerms>("predicted",
                                   "of one predictor, of the same sections and "
                                   "backgrounds")
      .option("title", &Own::title, "heading of the panel")
      .option("most_rows", &Own::most_rows, "that are shown", {1, 500})
      .needs(in_memory(2, 1))
      .makes<Panel>([](const Inputs& in, const Options& options) {
        const auto own = options.as<Own>();
        return terms_panel(in.list<EnrichedTerms>("measured"),
                           in.list<EnrichedTerms>("predicted"), own.title,
                           own.most_rows);
      });
}

}  // namespace moonstain
