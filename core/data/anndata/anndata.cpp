#include "core/data/anndata/anndata.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

std::size_t length_of(const Column& column) {
  return std::visit(
      [](const auto& values) {
        using T = std::decay_t<decltype(values)>;
        if constexpr (std::is_same_v<T, Categorical>) {
          return values.codes.size();
        } else if constexpr (requires { values.missing; }) {
          return values.values.size();
        } else {
          return values.size();
        }
      },
      column);
}

const Column& DataFrame::column(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& [column_name, values] : columns) {
    if (column_name == name) return values;
    names.push_back(column_name);
  }
  fail("no column '", name, "'", did_you_mean(name, names));
}

Categorical categorical(const std::vector<std::string>& values) {
  Categorical out;
  const std::set<std::string> distinct(values.begin(), values.end());
  out.categories.assign(distinct.begin(), distinct.end());
  for (const std::string& value : values) {
    out.codes.push_back(static_cast<std::int32_t>(
        std::lower_bound(out.categories.begin(), out.categories.end(), value) -
        out.categories.begin()));
  }
  return out;
}

}  // namespace moonstain
