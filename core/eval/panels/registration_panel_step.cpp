#include "core/eval/panels/registration_panel_step.h"

#include <map>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"

namespace moonstain {
namespace {

using Pair = std::pair<std::string, std::string>;

struct RegistrationPanelOptions {
  std::string title = "Pairs of sections";
};

}  // namespace

TablePanel registration_table(const std::vector<Transform>& transforms,
                              const std::vector<PairMap>& maps) {
  std::map<Pair, const PairMap*> by_pair;
  for (const PairMap& map : maps) {
    check(by_pair.emplace(Pair{map.section_a, map.section_b}, &map).second,
          "registration_panel: two maps of ", map.section_b, " to ",
          map.section_a);
  }
  TableColumn pair = text_column("pair");
  TableColumn dice = number_column("Dice", 3);
  TableColumn all = number_column("correlation", 3);
  TableColumn inside = number_column("inside of the tissue", 3);
  TableColumn met = number_column("spots that meet", 0);
  TableColumn of = number_column("of", 0);
  TableColumn side = text_column("from behind");
  TableColumn used = text_column("compared");
  for (const Transform& one : transforms) {
    const auto found = by_pair.find({one.section_a, one.section_b});
    check(found != by_pair.end() && found->second != nullptr,
          "registration_panel: ", one.section_b, " to ", one.section_a,
          " has a transform, but no map of its own");
    const PairMap& map = *std::exchange(found->second, nullptr);
    pair.texts.push_back(concat(one.section_a, ", ", one.section_b));
    dice.numbers.push_back(one.dice);
    all.numbers.push_back(one.correlation);
    inside.numbers.push_back(one.inside);
    met.numbers.push_back(static_cast<double>(map.mapped_spots().size()));
    of.numbers.push_back(static_cast<double>(map.spots_a.size()));
    side.texts.push_back(one.mirrored() ? "yes" : "no");
    used.texts.push_back(map.compared() ? "yes" : concat("no: ", map.refusal));
  }
  for (const auto& [sections, left] : by_pair) {
    check(left == nullptr, "registration_panel: ", sections.second, " to ",
          sections.first, " has a map, but no transform of its own");
  }
  return {"pair",
          {std::move(pair), std::move(dice), std::move(all), std::move(inside),
           std::move(met), std::move(of), std::move(side), std::move(used)}};
}

StepKind registration_panel_step() {
  return StepKind(
             "registration_panel", 1,
             "How well each pair of sections lies, and which are compared.")
      .applies_many<Transform>("transform", "of the pairs")
      .applies_many<PairMap>("pair_map", "of the same pairs")
      .option("title", &RegistrationPanelOptions::title, "heading of the panel")
      .makes<Panel>([](const Inputs& in, const Options& options) {
        const auto maps = in.list<PairMap>("pair_map");
        std::size_t compared = 0;
        for (const PairMap& map : maps) compared += map.compared();
        Panel panel;
        panel.title = options.as<RegistrationPanelOptions>().title;
        panel.caption = concat(
            "Of ", counted(maps.size(), "pair"), " ", compared,
            " are compared. Dice of the tissue masks; correlation of "
            "haematoxylin around and inside of the tissue; spots of the first "
            "section that have one of the other near.");
        panel.data = registration_table(in.list<Transform>("transform"), maps);
        return panel;
      });
}

}  // namespace moonstain
