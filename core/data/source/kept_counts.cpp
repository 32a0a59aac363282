#include "core/data/source/kept_counts.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

SparseCounts kept_counts(const Sparse<std::int32_t>& matrix,
                         const std::vector<std::size_t>& rows,
                         const std::vector<std::int64_t>& genes,
                         std::size_t kept, std::string_view where) {
  SparseCounts out;
  out.rows = static_cast<std::int64_t>(rows.size());
  out.columns_count = static_cast<std::int64_t>(kept);
  out.row_starts.push_back(0);
  std::vector<std::pair<std::int32_t, std::int64_t>> row_values;
  for (const std::size_t row : rows) {
    row_values.clear();
    for (std::int64_t k = matrix.starts[row]; k < matrix.starts[row + 1]; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const std::int64_t gene =
          genes[static_cast<std::size_t>(matrix.indices[at])];
      if (gene < 0) continue;
      row_values.emplace_back(static_cast<std::int32_t>(gene),
                              matrix.values[at]);
    }
    std::sort(row_values.begin(), row_values.end());
    for (std::size_t i = 0; i < row_values.size();) {
      const std::int32_t gene = row_values[i].first;
      std::int64_t sum = 0;
      for (; i < row_values.size() && row_values[i].first == gene; ++i) {
        sum += row_values[i].second;
      }
      check(sum >= 0 && sum <= std::numeric_limits<std::int32_t>::max(), where,
            ": row ", row, " has a count of ", sum,
            ", expected 0 to 2147483647");
      if (sum == 0) continue;
      out.columns.push_back(gene);
      out.values.push_back(static_cast<std::int32_t>(sum));
    }
    out.row_starts.push_back(static_cast<std::int64_t>(out.values.size()));
  }
  return out;
}

}  // namespace moonstain
