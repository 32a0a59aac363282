#include "core/data/stored/join.h"

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/places.h"

namespace moonstain {

std::vector<Eigen::Index> places_of(const std::vector<std::string>& wanted,
                                    const std::vector<std::string>& given,
                                    std::string_view noun,
                                    std::string_view what) {
  const Places places(given);
  if (const auto again = places.repeated()) {
    fail(what, ": ", noun, " '", given[*again], "' stands there twice");
  }
  std::vector<Eigen::Index> found;
  found.reserve(wanted.size());
  for (const std::string& name : wanted) {
    const auto place = places.find(name);
    if (!place) {
      const std::string example =
          given.empty() ? "" : concat(", as '", given.front(), "'");
      fail(what, ": no ", noun, " '", name, "' (", given.size(), " given",
           example, ")");
    }
    found.push_back(static_cast<Eigen::Index>(*place));
  }
  return found;
}

Matrix rows_at(const Matrix& values, const std::vector<Eigen::Index>& places) {
  Matrix rows(static_cast<Eigen::Index>(places.size()), values.cols());
  for (std::size_t i = 0; i < places.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)) = values.row(places[i]);
  }
  return rows;
}

void check_same_names(const std::vector<std::string>& found,
                      const std::vector<std::string>& expected,
                      std::string_view noun, std::string_view what) {
  check(found.size() == expected.size(), what, ": ",
        counted(found.size(), noun), ", expected ", expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    check(found[i] == expected[i], what, ": ", noun, " ", i, " is '", found[i],
          "', expected '", expected[i], "'");
  }
}

void check_same_variables(const Observations& found,
                          const Observations& expected, std::string_view what) {
  check(found.unit_kind == expected.unit_kind &&
            found.variable_axis == expected.variable_axis,
        what, ": are of ", plural(word_of(found.unit_kind)), " by ",
        plural(found.variable_axis), ", expected ",
        plural(word_of(expected.unit_kind)), " by ",
        plural(expected.variable_axis));
  check_same_names(found.variables, expected.variables, expected.variable_axis,
                   what);
}

std::vector<std::size_t> paired_sections(const std::vector<std::string>& wanted,
                                         std::string_view wanted_noun,
                                         const std::vector<std::string>& given,
                                         std::string_view given_noun,
                                         std::string_view what) {
  const Places asked(wanted);
  const Places places(given);
  if (const auto again = places.repeated()) {
    fail(what, ": ", given_noun, " of section ", given[*again],
         " are there twice");
  }
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto place = places.find(wanted[i]);
    // What is given once goes to the first that asks for it.
    check(place.has_value() && asked.find(wanted[i]) == i, what, ": section ",
          wanted[i], " has ", wanted_noun, " but no ", given_noun);
    found.push_back(*place);
  }
  for (const std::string& section : given) {
    check(asked.count(section) > 0, what, ": section ", section, " has ",
          given_noun, " but no ", wanted_noun);
  }
  return found;
}

}  // namespace moonstain
