#include "core/data/source/spot_labels.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/base/table.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

// R writes NA where a spot has no place.
bool is_missing(std::string_view text) { return text == "NA" || text.empty(); }

std::int64_t place_of(const Table& table, std::size_t row, std::size_t column) {
  const double value = table.number(row, column);
  check(std::isfinite(value) && std::abs(value) < 1e6, table.place(row),
        ": array position ", table.field(row, column), " is out of range");
  return std::llround(value);
}

std::map<std::string, std::string> labels_by_spot(const Table& table) {
  const std::size_t x = table.column("x");
  const std::size_t y = table.column("y");
  const std::size_t label = table.column("label");
  std::map<std::string, std::string> out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (is_missing(table.field(row, x)) || is_missing(table.field(row, y))) {
      continue;
    }
    const std::string spot =
        concat(place_of(table, row, x), "x", place_of(table, row, y));
    const bool is_new =
        out.emplace(spot, std::string(table.field(row, label))).second;
    check(is_new, table.place(row), ": spot ", spot, " is there twice");
  }
  return out;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Targets label_targets(const Dataset& dataset, const fs::path& table,
                      std::string_view name, const LabelClass& wanted) {
  const auto labels =
      labels_by_spot(Table::parse(read_file(table), std::string(name)));
  std::set<std::string> there;
  for (const auto& [spot, label] : labels) there.insert(label);
  const std::vector<std::string> words(there.begin(), there.end());
  check(!wanted.positive.empty(), "label_targets: no positive label is given; ",
        name, " has: ", listed(words));
  check(std::any_of(wanted.positive.begin(), wanted.positive.end(),
                    [&](const auto& word) { return there.contains(word); }),
        "label_targets: ", name, " has no label ", listed(wanted.positive),
        "; there are: ", listed(words));

  Targets out;
  out.about = dataset.section;
  out.variable_axis = "class";
  out.variables = {wanted.name};
  out.transform = concat("1: ", listed(wanted.positive), "; 0: other labels");
  std::vector<float> values;
  std::size_t unlabelled = 0;
  for (const std::string& spot : dataset.spots) {
    const auto found = labels.find(spot);
    if (found == labels.end()) {
      ++unlabelled;
      continue;
    }
    if (has(wanted.left_out, found->second)) continue;
    out.names.push_back(spot);
    values.push_back(has(wanted.positive, found->second) ? 1.F : 0.F);
  }
  check(static_cast<double>(unlabelled) <=
            wanted.most_unmatched * static_cast<double>(dataset.spots.size()),
        "label_targets: ", unlabelled, " of ", dataset.spots.size(),
        " spots of section ", dataset.section, " have no label in ", name,
        ", at most ", wanted.most_unmatched,
        " of them may; are they those of this section?");
  check(!values.empty(), "label_targets: no spot of section ", dataset.section,
        " has a label in ", name, " that counts");
  out.values = Eigen::Map<const Matrix>(
      values.data(), static_cast<Eigen::Index>(values.size()), 1);
  return out;
}

StepKind label_targets_step() {
  return StepKind("label_targets", 1,
                  "Spots of a section that a pathologist's labels put in a "
                  "class, and those of other labels.")
      .applies<Dataset>("dataset", "the section's spots")
      .applies<File>("labels", "table of x, y and label")
      .option("name", &LabelClass::name, "of the class")
      .option("positive", &LabelClass::positive, "labels of the class")
      .required()
      .option("left_out", &LabelClass::left_out, "labels that say neither")
      .option("most_unmatched", &LabelClass::most_unmatched,
              "largest share of spots without a label", {0, 1})
      .needs(in_memory(4, 1))
      .makes<Targets>([](const Inputs& in, const Options& options) {
        const Dataset dataset = Dataset::read_places(in.one("dataset").path);
        const auto table = in.get<File>("labels");
        Targets out = label_targets(dataset, table.path, table.name,
                                    options.as<LabelClass>());
        log_line(concat(out.about, ": ", out.values.sum(), " of ",
                        counted(out.size(), "spot"), " are ",
                        out.variables.front(), ", ",
                        dataset.spots.size() - out.size(), " left out"));
        return out;
      });
}

}  // namespace moonstain
