#include "core/stats/ridge_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/stats/correlation.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

// Places of the sections that are left out together.
using Groups = std::vector<std::vector<std::size_t>>;

Groups groups_of(const std::vector<std::string>& names) {
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < names.size(); ++i) {
    by_name[names[i]].push_back(i);
  }
  Groups groups;
  for (const auto& [name, places] : by_name) {
    groups.push_back(places);
  }
  return groups;
}

Groups each_alone(std::size_t count) {
  Groups groups;
  for (std::size_t i = 0; i < count; ++i) {
    groups.push_back({i});
  }
  return groups;
}

// The one section cut into runs of rows, each as a section.
RidgeSections blocks_of(const RidgeSections& one) {
  const RidgeRows rows = one.read(0);
  const Eigen::Index n = rows.features.rows();
  check(n >= 4, "choose_ridge: the one training section has ", n,
        " row(s); leaving out a part needs at least 4. Give one penalty");
  const Eigen::Index count = std::min<Eigen::Index>(5, n / 2);
  return {static_cast<std::size_t>(count), [rows, n, count](std::size_t i) {
            const auto block = static_cast<Eigen::Index>(i);
            const Eigen::Index begin = block * n / count;
            const Eigen::Index size = (block + 1) * n / count - begin;
            return RidgeRows{rows.features.middleRows(begin, size),
                             rows.targets.middleRows(begin, size)};
          }};
}

// NaN where fewer than 2 rows leave nothing to correlate.
double mean_r(const Ridge& ridge, const RidgeRows& rows) {
  if (rows.features.rows() < 2) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const Eigen::VectorXd r =
      pearson_by_gene(ridge.predict(rows.features), rows.targets);
  return mean_of_defined(std::vector<double>(r.data(), r.data() + r.size()));
}

// Of each candidate, on the sections of one group.
std::vector<double> scores_of(const std::vector<std::size_t>& group,
                              const RidgeMoments& all,
                              const RidgeSections& sections,
                              const RidgeCandidates& candidates) {
  RidgeMoments part = all.without_rows();
  for (const std::size_t section : group) {
    const RidgeRows rows = sections.read(section);
    part.add(rows.features, rows.targets);
  }
  const RidgeMoments rest = all.without(part);
  std::vector<Ridge> ridges;
  for (const double alpha : candidates.alphas) {
    for (Ridge& ridge : rest.fit(alpha, candidates.ranks)) {
      ridges.push_back(std::move(ridge));
    }
  }
  std::vector<std::vector<double>> by_section(ridges.size());
  for (const std::size_t section : group) {
    const RidgeRows rows = sections.read(section);
    for (std::size_t i = 0; i < ridges.size(); ++i) {
      by_section[i].push_back(mean_r(ridges[i], rows));
    }
  }
  std::vector<double> scores;
  for (const std::vector<double>& of_one : by_section) {
    scores.push_back(mean_of_defined(of_one));
  }
  return scores;
}

// The place of the highest score; where they are equal that of the larger
// penalty, of one penalty the first.
std::size_t best_of(const std::vector<double>& scores,
                    const RidgeCandidates& candidates) {
  const auto alpha_of = [&](std::size_t i) {
    return candidates.alphas[i / candidates.ranks.size()];
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < scores.size(); ++i) {
    const bool equal = scores[i] == scores[best] ||
                       (std::isnan(scores[i]) && std::isnan(scores[best]));
    if (scores[i] > scores[best] ||
        (std::isnan(scores[best]) && !std::isnan(scores[i])) ||
        (equal && alpha_of(i) > alpha_of(best))) {
      best = i;
    }
  }
  return best;
}

}  // namespace

RidgeChoice choose_ridge(const RidgeMoments& all, const RidgeSections& sections,
                         const std::vector<std::string>& groups,
                         const RidgeCandidates& given) {
  check(!given.alphas.empty(), "choose_ridge: no penalties to choose from");
  check(groups.empty() || groups.size() == sections.count,
        "choose_ridge: ", groups.size(), " names of groups for ",
        sections.count, " training section(s); each section has one");
  RidgeCandidates candidates = given;
  if (candidates.ranks.empty()) candidates.ranks = {0};
  RidgeChoice choice;
  RidgeSections parts = sections;
  Groups left_out = groups_of(groups);
  choice.unit = SearchUnit::group;
  if (left_out.size() < 2) {
    choice.unit = SearchUnit::section;
    if (sections.count == 1) {
      choice.unit = SearchUnit::block;
      parts = blocks_of(sections);
    }
    left_out = each_alone(parts.count);
  }
  choice.count = left_out.size();
  std::vector<std::vector<double>> by_candidate(candidates.alphas.size() *
                                                candidates.ranks.size());
  for (const std::vector<std::size_t>& group : left_out) {
    const std::vector<double> scores = scores_of(group, all, parts, candidates);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      by_candidate[i].push_back(scores[i]);
    }
  }
  for (const std::vector<double>& of_one : by_candidate) {
    choice.scores.push_back(mean_of_defined(of_one));
  }
  const std::size_t best = best_of(choice.scores, candidates);
  choice.alpha = candidates.alphas[best / candidates.ranks.size()];
  choice.rank = candidates.ranks[best % candidates.ranks.size()];
  return choice;
}

}  // namespace moonstain
