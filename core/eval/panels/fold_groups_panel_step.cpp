#include "core/eval/panels/fold_groups_panel_step.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/base/plain_text.h"
#include "core/base/table.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"
#include "core/stats/kfold.h"

namespace moonstain {

std::vector<FoldOfGroups> folds_of_groups(const std::vector<std::string>& group,
                                          std::int64_t folds,
                                          std::uint32_t seed, bool by_group) {
  std::vector<std::string> order;  // groups as they appear
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t unit = 0; unit < group.size(); ++unit) {
    auto& of_group = members[group[unit]];
    if (of_group.empty()) order.push_back(group[unit]);
    of_group.push_back(unit);
  }
  std::vector<FoldOfGroups> out;
  for (const auto& fold : k_folds(by_group ? order.size() : group.size(),
                                  static_cast<std::size_t>(folds), seed)) {
    std::set<std::size_t> held_out;
    for (const std::size_t place : fold) {
      if (!by_group) {
        held_out.insert(place);
        continue;
      }
      const auto& units = members.at(order[place]);
      held_out.insert(units.begin(), units.end());
    }
    FoldOfGroups one;
    for (const std::size_t unit : held_out) {
      const auto& kin = members.at(group[unit]);
      ++one.held_out;
      one.with_kin += std::any_of(
          kin.begin(), kin.end(),
          [&](std::size_t other) { return !held_out.contains(other); });
    }
    out.push_back(one);
  }
  return out;
}

namespace {

struct FoldGroupsOptions {
  std::string title = "Folds by slide and by patient";
  std::int64_t folds = 5;
  std::int64_t seed = 0;
};

Panel fold_groups_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<FoldGroupsOptions>();
  const auto file = in.get<File>("slides");
  const Table table =
      Table::parse(plain_text(read_file(file.path), file.name), file.name);
  const std::size_t slide = table.column("slide");
  const std::size_t patient = table.column("patient");
  std::set<std::string_view> slides;
  std::vector<std::string> patients;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    check(slides.insert(table.field(row, slide)).second, table.place(row),
          ": slide '", table.field(row, slide), "' is there twice");
    patients.emplace_back(table.field(row, patient));
  }
  TablePanel data;
  data.item = "fold";
  std::vector<std::string> names;
  for (std::int64_t i = 1; i <= own.folds; ++i) names.push_back(concat(i));
  names.emplace_back("all");
  data.columns.push_back(text_column("fold", names));
  std::vector<std::int64_t> kin;
  for (const bool by_group : {false, true}) {
    const std::string how = by_group ? "by patient" : "by slide";
    TableColumn held_out = number_column(concat(how, ": slides held out"), 0);
    TableColumn with_kin = number_column(
        concat(how, ": of these with a slide of their patient in training"), 0);
    FoldOfGroups all;
    for (const FoldOfGroups& one :
         folds_of_groups(patients, own.folds,
                         static_cast<std::uint32_t>(own.seed), by_group)) {
      held_out.numbers.push_back(static_cast<double>(one.held_out));
      with_kin.numbers.push_back(static_cast<double>(one.with_kin));
      all.held_out += one.held_out;
      all.with_kin += one.with_kin;
    }
    held_out.numbers.push_back(static_cast<double>(all.held_out));
    with_kin.numbers.push_back(static_cast<double>(all.with_kin));
    kin.push_back(all.with_kin);
    data.columns.push_back(std::move(held_out));
    data.columns.push_back(std::move(with_kin));
  }
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      counted(patients.size(), "slide"), " of ",
      counted(std::set<std::string>(patients.begin(), patients.end()).size(),
              "patient"),
      ". Where slides are dealt out one by one, ", kin.front(),
      " are scored by what has learned from another slide of their patient; "
      "where patients are, ",
      kin.back(), ".");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind fold_groups_panel_step() {
  return StepKind("fold_groups_panel", 1,
                  "What shuffled folds by slide hold out of patients, beside "
                  "folds by patient.")
      .applies<File>("slides",
                     "table of slide and patient, in the order in "
                     "which slides are dealt out")
      .option("title", &FoldGroupsOptions::title, "heading of the panel")
      .option("folds", &FoldGroupsOptions::folds, "how many", {2, 1000})
      .option("seed", &FoldGroupsOptions::seed, "of the shuffle",
              {0, 4294967295})
      .needs(in_memory(8, 2))
      .makes<Panel>(fold_groups_panel);
}

}  // namespace moonstain
