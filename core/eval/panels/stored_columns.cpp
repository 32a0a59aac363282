#include "core/eval/panels/stored_columns.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/join.h"

namespace moonstain {
namespace {

// Calls body(first row, block) for blocks of whole chunks of X, in order.
void each_block(
    const AnnDataReader& in, std::size_t rows, std::size_t columns,
    const std::function<void(Eigen::Index, const MatrixView&)>& body) {
  const std::string where = in.zarr().folder().string();
  check(in.encoding("X") == "array", where, ": X is encoded as ",
        in.encoding("X"), ", expected a dense array");
  const zarr::ArrayInfo info = in.zarr().info("X");
  check_shape(
      where, "X", info.shape,
      {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)},
      "[rows, columns]");
  const std::int64_t step = std::max<std::int64_t>(1, info.chunks[0]);
  for (std::int64_t begin = 0; begin < info.shape[0]; begin += step) {
    const std::int64_t end = std::min(info.shape[0], begin + step);
    const auto values = in.zarr().rows<float>("X", begin, end);
    body(begin,
         Eigen::Map<const Matrix>(values.data(), end - begin, info.shape[1]));
  }
}

}  // namespace

std::string about_of(const fs::path& folder) {
  return AnnDataReader(folder).text("uns/section");
}

StoredColumns read_columns(const fs::path& folder,
                           const std::vector<std::string>& columns) {
  const AnnDataReader in(folder);
  StoredColumns out;
  out.about = in.text("uns/section");
  if (in.has("uns/unit_kind")) out.row = in.text("uns/unit_kind");
  if (in.has("uns/variable_axis")) out.column = in.text("uns/variable_axis");
  if (in.has("uns/transform")) out.transform = in.text("uns/transform");
  out.rows = in.index("obs");
  out.columns = columns;
  const std::vector<std::string> all = in.index("var");
  const auto at = places_of(columns, all, out.column, folder.string());
  out.values.resize(static_cast<Eigen::Index>(out.rows.size()),
                    static_cast<Eigen::Index>(columns.size()));
  each_block(in, out.rows.size(), all.size(),
             [&](Eigen::Index begin, const MatrixView& block) {
               for (std::size_t i = 0; i < at.size(); ++i) {
                 out.values.col(static_cast<Eigen::Index>(i))
                     .segment(begin, block.rows()) = block.col(at[i]);
               }
             });
  return out;
}

std::vector<std::string> highest_columns(const fs::path& folder,
                                         std::size_t count) {
  const AnnDataReader in(folder);
  const std::vector<std::string> all = in.index("var");
  Eigen::RowVectorXd sums =
      Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(all.size()));
  each_block(in, in.index("obs").size(), all.size(),
             [&](Eigen::Index, const MatrixView& block) {
               sums += block.cast<double>().colwise().sum();
             });
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return sums[static_cast<Eigen::Index>(a)] >
                            sums[static_cast<Eigen::Index>(b)];
                   });
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i) {
    names.push_back(all[order[i]]);
  }
  return names;
}

}  // namespace moonstain
