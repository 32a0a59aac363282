#include "core/eval/panels/class_pairs.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/eval/metrics/observed.h"

namespace moonstain {
std::vector<ClassPairs> class_pairs(const Inputs& in, const std::string& step) {
  std::map<std::string, Targets> targets;
  for (Targets& one : in.list<Targets>("targets")) {
    check_classes(one, concat(step, ": ", one.about));
    const std::string about = one.about;
    check(targets.emplace(about, std::move(one)).second, step,
          ": two targets of ", about, "; expected one a unit");
  }
  std::vector<ClassPairs> pairs;
  for (const Predictions& one : in.list<Predictions>("predictions")) {
    const auto found = targets.find(one.about);
    check(found != targets.end(), step, ": ", one.predictor.name, " predicts ",
          one.about, ", of which there are no targets");
    const Targets& seen = found->second;
    const auto at = checked_places(one, seen, concat(step, ": ", one.about),
                                   Untold::left_out);
    pairs.push_back({one.predictor.name, one.about, seen.unit_kind,
                     seen.variable_axis, seen.variables,
                     rows_at(one.values, at), seen.values});
    const ClassPairs& first = pairs.front();
    check(seen.variables == first.classes && seen.unit_kind == first.place,
          step, ": ", one.about, " has ", plural(word_of(seen.unit_kind)),
          " of ", listed(seen.variables, 5), ", but ", first.about, " has ",
          plural(word_of(first.place)), " of ", listed(first.classes, 5));
  }
  return pairs;
}

std::size_t class_named(const ClassPairs& pairs, const std::string& name,
                        const std::string& step) {
  if (name.empty() && pairs.classes.size() == 1) return 0;
  const auto found =
      std::find(pairs.classes.begin(), pairs.classes.end(), name);
  check(found != pairs.classes.end(), step, ": ",
        name.empty() ? std::string("no class is named")
                     : concat("no class '", name, "'"),
        "; there are ", listed(pairs.classes, 20));
  return static_cast<std::size_t>(found - pairs.classes.begin());
}

}  // namespace moonstain
