#include "core/stats/kfold.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <numeric>
#include <string_view>

#include "core/base/error.h"

namespace moonstain {
namespace {

void check_counts(std::size_t n, std::size_t k, std::string_view what) {
  check(k >= 2, what, ": ", k, " fold(s); at least 2 are needed, one to hold ",
        "out and one to train on");
  check(k <= n, what, ": ", k, " folds of ", n,
        " unit(s); each fold needs one at least");
  check(n <= std::numeric_limits<std::uint32_t>::max(), what, ": ", n,
        " units; at most 2^32 - 1 can be split");
}

// Classes of units: numbered in the order in which they appear.
struct Classes {
  std::vector<std::string> names;
  std::vector<std::size_t> sizes;
  std::vector<std::size_t> of_unit;
};

Classes classes_of(const std::vector<std::string>& labels) {
  Classes classes;
  std::map<std::string_view, std::size_t> places;
  for (const std::string& label : labels) {
    const auto [place, is_new] =
        places.try_emplace(label, classes.names.size());
    if (is_new) {
      classes.names.push_back(label);
      classes.sizes.push_back(0);
    }
    ++classes.sizes[place->second];
    classes.of_unit.push_back(place->second);
  }
  return classes;
}

}  // namespace

std::uint32_t NumpyRandomState::interval(std::uint32_t most) {
  if (most == 0) {
    return 0;
  }
  const std::uint32_t mask =
      std::numeric_limits<std::uint32_t>::max() >> std::countl_zero(most);
  std::uint32_t value = 0;
  do {
    value = static_cast<std::uint32_t>(generator_()) & mask;
  } while (value > most);
  return value;
}

Folds k_folds(std::size_t n, std::size_t k, std::optional<std::uint32_t> seed) {
  check_counts(n, k, "k_folds");
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (seed) {
    NumpyRandomState(*seed).shuffle(order);
  }
  Folds folds;
  auto begin = order.begin();
  for (std::size_t fold = 0; fold < k; ++fold) {
    const auto end =
        begin + static_cast<std::ptrdiff_t>(n / k + (fold < n % k ? 1 : 0));
    folds.emplace_back(begin, end);
    std::sort(folds.back().begin(), folds.back().end());
    begin = end;
  }
  return folds;
}

StratifiedFolds stratified_k_folds(const std::vector<std::string>& labels,
                                   std::size_t k,
                                   std::optional<std::uint32_t> seed) {
  check_counts(labels.size(), k, "stratified_k_folds");
  const Classes classes = classes_of(labels);
  const std::size_t largest =
      *std::max_element(classes.sizes.begin(), classes.sizes.end());
  check(k <= largest, "stratified_k_folds: ", k,
        " folds, the largest class has ", largest,
        " unit(s); at least one class must reach every fold");

  // How many of each class a fold gets: units sorted by class are dealt out
  // one by one, so that sizes of folds and shares of classes differ by one at
  // most.
  std::vector<std::vector<std::size_t>> share(classes.names.size(),
                                              std::vector<std::size_t>(k, 0));
  std::size_t dealt = 0;
  for (std::size_t one = 0; one < classes.names.size(); ++one) {
    for (std::size_t i = 0; i < classes.sizes[one]; ++i) {
      ++share[one][dealt++ % k];
    }
  }

  StratifiedFolds made;
  made.folds.resize(k);
  std::vector<std::size_t> fold_of(labels.size());
  std::optional<NumpyRandomState> random;
  if (seed) {
    random.emplace(*seed);
  }
  for (std::size_t one = 0; one < classes.names.size(); ++one) {
    std::vector<std::size_t> folds_of_class;
    for (std::size_t fold = 0; fold < k; ++fold) {
      folds_of_class.insert(folds_of_class.end(), share[one][fold], fold);
    }
    if (random) {
      random->shuffle(folds_of_class);
    }
    auto next = folds_of_class.begin();
    for (std::size_t unit = 0; unit < labels.size(); ++unit) {
      if (classes.of_unit[unit] == one) {
        fold_of[unit] = *next++;
      }
    }
    if (classes.sizes[one] < k) {
      made.scarce.push_back(classes.names[one]);
    }
  }
  for (std::size_t unit = 0; unit < labels.size(); ++unit) {
    made.folds[fold_of[unit]].push_back(unit);
  }
  return made;
}

}  // namespace moonstain
