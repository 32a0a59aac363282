#include "core/stats/survival/event_folds.h"

#include "core/base/error.h"
#include "core/stats/kfold.h"

namespace moonstain {

std::vector<EventFold> event_folds(const FollowUp& patients, std::size_t folds,
                                   std::uint32_t seed) {
  std::vector<EventFold> made(folds);
  for (const bool died : {false, true}) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < patients.patients(); ++i) {
      if (patients.died[i] == died) places.push_back(i);
    }
    check(folds >= 2 && places.size() >= folds, "event_folds: ", folds,
          " folds, ", places.size(), died ? " deaths" : " censored patients",
          "; at least 2 folds, and in each a patient of either kind");
    const Folds split = k_folds(places.size(), folds, seed);
    for (std::size_t k = 0; k < folds; ++k) {
      auto next = split[k].begin();
      for (std::size_t i = 0; i < places.size(); ++i) {
        const bool out = next != split[k].end() && *next == i;
        next += out;
        (out ? made[k].held_out : made[k].training).push_back(places[i]);
      }
    }
  }
  return made;
}

}  // namespace moonstain
