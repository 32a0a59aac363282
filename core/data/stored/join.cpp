#include "core/data/stored/join.h"

#include <unordered_map>

#include "core/base/error.h"

namespace moonstain {

std::vector<Eigen::Index> places_of(const std::vector<std::string>& wanted,
                                    const std::vector<std::string>& given,
                                    std::string_view noun,
                                    std::string_view what) {
  std::unordered_map<std::string_view, Eigen::Index> place;
  place.reserve(given.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    check(place.emplace(given[i], static_cast<Eigen::Index>(i)).second, what,
          ": ", noun, " '", given[i], "' stands there twice");
  }
  std::vector<Eigen::Index> places;
  places.reserve(wanted.size());
  for (const std::string& name : wanted) {
    const auto found = place.find(name);
    check(found != place.end(), what, ": no ", noun, " '", name, "' (",
          given.size(), " given)");
    places.push_back(found->second);
  }
  return places;
}

Matrix rows_at(const Matrix& values, const std::vector<Eigen::Index>& places) {
  Matrix rows(static_cast<Eigen::Index>(places.size()), values.cols());
  for (std::size_t i = 0; i < places.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)) = values.row(places[i]);
  }
  return rows;
}

void check_same_genes(const std::vector<std::string>& found,
                      const std::vector<std::string>& expected,
                      std::string_view what) {
  check(found.size() == expected.size(), what, ": ", found.size(),
        " genes, expected ", expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    check(found[i] == expected[i], what, ": gene ", i, " is '", found[i],
          "', expected '", expected[i], "'");
  }
}

std::vector<std::size_t> paired_sections(const std::vector<std::string>& wanted,
                                         std::string_view wanted_noun,
                                         const std::vector<std::string>& given,
                                         std::string_view given_noun,
                                         std::string_view what) {
  std::unordered_map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < given.size(); ++i) {
    check(place.emplace(given[i], i).second, what, ": ", given_noun,
          " of section ", given[i], " are there twice");
  }
  std::vector<std::size_t> places;
  for (const std::string& section : wanted) {
    const auto found = place.find(section);
    check(found != place.end(), what, ": section ", section, " has ",
          wanted_noun, " but no ", given_noun);
    places.push_back(found->second);
    place.erase(found);
  }
  for (const std::string& section : given) {  // in the order given
    check(!place.contains(section), what, ": section ", section, " has ",
          given_noun, " but no ", wanted_noun);
  }
  return places;
}

}  // namespace moonstain
