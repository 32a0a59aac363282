#include "core/data/stored/cohort.h"

#include <limits>
#include <type_traits>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using Values = decltype(ClinicalColumn::values);

Column stored(const std::vector<double>& numbers) { return numbers; }

/// Texts as categories, sorted by bytes; an empty one is in none.
Column stored(const std::vector<std::string>& texts) {
  Categorical out = categorical(texts);
  if (out.categories.empty() || !out.categories.front().empty()) return out;
  out.categories.erase(out.categories.begin());
  for (std::int32_t& code : out.codes) --code;
  return out;
}

Values values_of(const std::vector<std::string>& texts) { return texts; }

Values values_of(const Categorical& column) {
  std::vector<std::string> texts;
  for (const std::int32_t code : column.codes) {
    texts.push_back(
        code < 0 ? "" : column.categories[static_cast<std::size_t>(code)]);
  }
  return texts;
}

template <typename T>
Values values_of(const std::vector<T>& numbers) {
  std::vector<double> values;
  for (const T number : numbers) values.push_back(static_cast<double>(number));
  return values;
}

template <typename T>
Values values_of(const Nullable<T>& column) {
  if constexpr (std::is_same_v<T, std::string>) {
    std::vector<std::string> texts = column.values;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (column.missing[i] != zarr::Bool{}) texts[i].clear();
    }
    return texts;
  } else {
    Values values = values_of(column.values);
    auto& numbers = std::get<std::vector<double>>(values);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (column.missing[i] != zarr::Bool{}) numbers[i] = kNaN;
    }
    return values;
  }
}

template <typename List>
const typename List::value_type& named(const List& list, std::string_view name,
                                       std::string_view about,
                                       std::string_view noun) {
  std::vector<std::string> names;
  for (const auto& one : list) {
    if (one.name == name) return one;
    names.push_back(one.name);
  }
  fail("cohort ", about, ": no ", noun, " '", name, "'",
       name_hint(name, names));
}

template <typename List>
std::vector<std::string> names_of(const List& list) {
  std::vector<std::string> names;
  for (const auto& one : list) names.push_back(one.name);
  return names;
}

}  // namespace

const ClinicalColumn& Cohort::column(std::string_view name) const {
  return named(clinical, name, about, "column");
}

const std::vector<double>& Cohort::numbers(std::string_view column) const {
  const auto& values = this->column(column).values;
  const auto* numbers = std::get_if<std::vector<double>>(&values);
  check(numbers != nullptr, "cohort ", about, ": column '", column,
        "' holds texts, expected numbers");
  return *numbers;
}

const std::vector<std::string>& Cohort::texts(std::string_view column) const {
  const auto& values = this->column(column).values;
  const auto* texts = std::get_if<std::vector<std::string>>(&values);
  check(texts != nullptr, "cohort ", about, ": column '", column,
        "' holds numbers, expected texts");
  return *texts;
}

const MeasuredMatrix& Cohort::matrix(std::string_view name) const {
  return named(measured, name, about, "matrix");
}

void Cohort::write(const fs::path& folder) const {
  const std::string where = concat("cohort ", about);
  check_unique(where, "matrix", names_of(measured));
  AnnDataWriter out(folder, kType, kSchema);
  out.text("uns/about", about);
  DataFrame obs;
  obs.index = patients;
  for (const ClinicalColumn& column : clinical) {
    obs.columns.emplace_back(
        column.name,
        std::visit([](const auto& values) { return stored(values); },
                   column.values));
  }
  out.frame("obs", obs);
  out.frame("var", {});
  out.group("uns/variables");
  for (const MeasuredMatrix& one : measured) {
    check(one.values.rows() == static_cast<Eigen::Index>(patients.size()) &&
              one.values.cols() ==
                  static_cast<Eigen::Index>(one.variables.size()),
          where, ": matrix '", one.name, "' is [", one.values.rows(), ", ",
          one.values.cols(), "] for ", patients.size(), " patients and ",
          one.variables.size(), " variables");
    out.dense("obsm/" + one.name, one.values);
    out.strings("uns/variables/" + one.name, one.variables);
  }
}

Cohort Cohort::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  Cohort out;
  out.about = in.text("uns/about");
  DataFrame obs = in.frame("obs");
  out.patients = std::move(obs.index);
  check_unique(where, "patient", out.patients);
  for (const auto& [name, column] : obs.columns) {
    out.clinical.push_back(
        {name, std::visit([](const auto& values) { return values_of(values); },
                          column)});
  }
  for (const std::string& name : in.children("obsm")) {
    const std::string path = "obsm/" + name;
    MeasuredMatrix one{name, in.strings("uns/variables/" + name), {}};
    check_unique(where, "variable", one.variables);
    check_shape(where, path, in.shape(path),
                {static_cast<std::int64_t>(out.patients.size()),
                 static_cast<std::int64_t>(one.variables.size())},
                "[patients, variables]");
    one.values = in.matrix(path);
    in.chunks(path);
    out.measured.push_back(std::move(one));
  }
  return out;
}

Cohort narrowed(const Cohort& cohort,
                const std::vector<std::string>& patients) {
  check(!patients.empty(), "rows: no patient of cohort ", cohort.about,
        " is named, expected at least one");
  check_unique("rows", "patient", patients);
  const Places places(cohort.patients);
  std::vector<Eigen::Index> rows;
  for (const std::string& patient : patients) {
    const auto place = places.find(patient);
    if (!place) {
      fail("rows: cohort ", cohort.about, " has no patient '", patient, "'",
           did_you_mean(patient, cohort.patients));
    }
    rows.push_back(static_cast<Eigen::Index>(*place));
  }
  const auto picked = [&rows](const auto& values) {
    std::decay_t<decltype(values)> out;
    for (const Eigen::Index row : rows) {
      out.push_back(values[static_cast<std::size_t>(row)]);
    }
    return out;
  };
  Cohort out{cohort.about, patients};
  for (const ClinicalColumn& column : cohort.clinical) {
    out.clinical.push_back({column.name, std::visit(
                                             [&](const auto& values) -> Values {
                                               return picked(values);
                                             },
                                             column.values)});
  }
  for (const MeasuredMatrix& one : cohort.measured) {
    out.measured.push_back(
        {one.name, one.variables, one.values(rows, Eigen::all)});
  }
  return out;
}

}  // namespace moonstain
