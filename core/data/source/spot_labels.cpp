#include "core/data/source/spot_labels.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/base/plain_text.h"
#include "core/base/table.h"
#include "core/data/source/annotations.h"
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

using Labels = std::map<std::string, std::string>;

// Of a table, which may have spots that the section has not.
Labels labels_by_spot(const Table& table) {
  const std::size_t x = table.column("x");
  const std::size_t y = table.column("y");
  const std::size_t label = table.column("label");
  Labels out;
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

// Of areas, the one that a spot's centre lies in.
Labels labels_by_spot(const Annotations& areas, const Dataset& dataset) {
  Labels out;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto row = static_cast<Eigen::Index>(spot);
    const auto label =
        areas.label_at(dataset.pixel_xy(row, 0), dataset.pixel_xy(row, 1));
    if (label) out.emplace(dataset.spots[spot], *label);
  }
  return out;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Targets label_targets(const Dataset& dataset, const fs::path& table,
                      std::string_view name, const LabelClass& wanted) {
  std::string text = plain_text(read_file(table), name);
  Labels labels;
  std::set<std::string> there;
  if (Annotations::is_geojson(text)) {
    const Annotations areas = Annotations::parse(std::move(text), name);
    labels = labels_by_spot(areas, dataset);
    there.insert(areas.labels().begin(), areas.labels().end());
  } else {
    labels = labels_by_spot(Table::parse(std::move(text), std::string(name)));
    for (const auto& [spot, label] : labels) there.insert(label);
  }
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
  out.transform = wanted.words.empty() ? concat("1: ", listed(wanted.positive),
                                                "; 0: other labels")
                                       : wanted.words;
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
      .applies<File>("labels", "table of x, y and label, or GeoJSON of QuPath")
      .option("name", &LabelClass::name, "of the class")
      .option("positive", &LabelClass::positive, "labels of the class")
      .required()
      .option("left_out", &LabelClass::left_out, "labels that say neither")
      .option("most_unmatched", &LabelClass::most_unmatched,
              "largest share of spots without a label", {0, 1})
      .option("words", &LabelClass::words,
              "what 1 and 0 are, the same for sections that are scored "
              "together; empty: the labels of the class")
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
