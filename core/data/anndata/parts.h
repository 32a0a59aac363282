#pragma once

// Part of reader.h and writer.h: what both need.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/data/anndata/anndata.h"

namespace moonstain {

inline std::string join(std::string_view path, std::string_view name) {
  return concat(path, "/", name);
}

template <typename To, typename From>
std::vector<To> converted(const std::vector<From>& values) {
  return {values.begin(), values.end()};
}

template <typename T>
void check_sparse(const Sparse<T>& m, std::string_view path) {
  const std::int64_t major = m.by_column ? m.columns : m.rows;
  const std::int64_t minor = m.by_column ? m.rows : m.columns;
  check(static_cast<std::int64_t>(m.starts.size()) == major + 1, path,
        ": indptr has ", m.starts.size(), " entries, expected ", major + 1);
  check(m.indices.size() == m.values.size(), path, ": ", m.indices.size(),
        " indices for ", m.values.size(), " values");
  check(m.starts.front() == 0 &&
            m.starts.back() == static_cast<std::int64_t>(m.values.size()) &&
            std::is_sorted(m.starts.begin(), m.starts.end()),
        path, ": indptr does not rise from 0 to ", m.values.size());
  for (const std::int32_t index : m.indices) {
    check(index >= 0 && index < minor, path, ": index ", index,
          " lies outside 0 to ", minor - 1);
  }
}

}  // namespace moonstain
