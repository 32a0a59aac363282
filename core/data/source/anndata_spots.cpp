#include "core/data/source/anndata_spots.h"

#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <variant>

#include "core/base/error.h"
#include "core/data/source/finite_number.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double number_in(const std::string& text) {
  if (text == "True" || text == "true") return 1;
  if (text == "False" || text == "false") return 0;
  return finite_number(text).value_or(kNone);
}

// Gives the values of a column one by one, whatever it is stored as.
template <typename Take, typename Missing>
void each_value(const Column& column, const Take& take,
                const Missing& missing) {
  std::visit(
      [&](const auto& values) {
        using Values = std::decay_t<decltype(values)>;
        if constexpr (std::is_same_v<Values, Categorical>) {
          for (const std::int32_t code : values.codes) {
            if (code < 0) {
              missing();
            } else {
              take(values.categories[static_cast<std::size_t>(code)]);
            }
          }
        } else if constexpr (requires { values.missing; }) {
          for (std::size_t row = 0; row < values.values.size(); ++row) {
            if (values.missing[row] == zarr::Bool::yes) {
              missing();
            } else {
              take(values.values[row]);
            }
          }
        } else {
          for (std::size_t row = 0; row < values.size(); ++row) {
            take(values[row]);
          }
        }
      },
      column);
}

// Of any column; NaN where there is no number.
std::vector<double> numbers_of(const Column& column) {
  std::vector<double> out;
  each_value(
      column,
      [&](const auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          out.push_back(number_in(value));
        } else {
          out.push_back(static_cast<double>(value));
        }
      },
      [&] { out.push_back(kNone); });
  return out;
}

// Where counts may lie, in the order in which they are looked for.
std::vector<std::string> places_of_counts(const AnnDataReader& in) {
  std::vector<std::string> places = {"X", "layers/counts", "raw/X"};
  if (in.has("layers")) {
    for (const std::string& name : in.children("layers")) {
      if (name != "counts") places.push_back("layers/" + name);
    }
  }
  std::erase_if(places, [&](const std::string& path) { return !in.has(path); });
  return places;
}

}  // namespace

std::vector<std::string> texts_of(const Column& column) {
  std::vector<std::string> out;
  each_value(
      column,
      [&](const auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          out.push_back(value);
        } else if constexpr (std::is_arithmetic_v<Value>) {
          out.push_back(concat(value));
        } else {
          out.emplace_back(value == zarr::Bool::yes ? "True" : "False");
        }
      },
      [&] { out.emplace_back(); });
  return out;
}

std::string place_of_counts(const AnnDataReader& in, const std::string& name,
                            Dataset& dataset) {
  std::string holds;
  for (const std::string& path : places_of_counts(in)) {
    const std::optional<double> other = in.other_than_count(path);
    if (!other.has_value()) {
      if (path != "X") {
        dataset.remarks.push_back(
            concat("counts are those of ", path, " in ", name,
                   holds.empty() ? ", which has no X" : concat("; ", holds)));
      }
      return path;
    }
    holds += concat(holds.empty() ? "" : ", ", path, " holds ", *other);
  }
  fail("section ", dataset.section, ": ", name, " holds no counts: ",
       holds.empty() ? "it has no X, no layers and no raw/X" : holds,
       "; expected whole numbers from 0 up. Normalised values cannot be turned "
       "back: take the file with raw counts");
}

std::vector<std::uint8_t> under_tissue(const AnnDataReader& in,
                                       std::size_t spots) {
  std::vector<std::uint8_t> out(spots, 1);
  if (!in.has("obs/in_tissue")) return out;
  const std::vector<double> values = numbers_of(in.column("obs/in_tissue"));
  check(values.size() == spots, in.name(), ": obs/in_tissue has ",
        values.size(), " rows for ", spots, " spots");
  for (std::size_t row = 0; row < spots; ++row) out[row] = values[row] == 1;
  return out;
}

void read_array_positions(const AnnDataReader& in, const std::string& name,
                          const FirstNames& spots, Dataset& dataset) {
  if (dataset.lattice == Lattice::none) {
    set_pixel_array(dataset);
    return;
  }
  dataset.array_xy.setZero(static_cast<Eigen::Index>(spots.names.size()), 2);
  const char* const columns[] = {"obs/array_col", "obs/array_row"};
  if (!in.has(columns[0]) || !in.has(columns[1])) {
    dataset.remarks.push_back(
        concat(name,
               " has no array_row and array_col in obs: where its "
               "spots lie in the array is not known"));
    return;
  }
  for (Eigen::Index axis = 0; axis < 2; ++axis) {
    const std::vector<double> values = numbers_of(in.column(columns[axis]));
    check(values.size() == spots.places.size(), name, ": ", columns[axis],
          " has ", values.size(), " rows for ", spots.places.size(), " spots");
    for (std::size_t spot = 0; spot < spots.rows.size(); ++spot) {
      const double value = std::nearbyint(values[spots.rows[spot]]);
      check(std::abs(value) < 1e6, name, ": ", columns[axis], " of spot '",
            spots.names[spot], "' is ", values[spots.rows[spot]],
            ", expected a position in the array");
      dataset.array_xy(static_cast<Eigen::Index>(spot), axis) =
          static_cast<std::int32_t>(value);
    }
  }
}

}  // namespace moonstain
