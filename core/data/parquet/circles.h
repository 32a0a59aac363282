#pragma once

#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"

namespace moonstain::parquet {

/// Places with a radius, by name.
struct Circles {
  std::vector<std::string> names;  ///< [n] unique
  /// [n, 2] (x, y)
  Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor> centres;
  double radius = 0;  ///< of each
};

/// Writes circles as a GeoParquet file that geopandas opens as a frame with the
/// columns `geometry` (points) and `radius`, its index the names.
///
/// One group of rows, plain and unpacked: a few bytes a circle, and so simple
/// that no library is needed, which for reading is (reader.h). The same circles
/// give the same bytes.
///
/// Sources: https://parquet.apache.org/docs/file-format, the compact protocol
/// of Apache Thrift, https://geoparquet.org/releases/v1.1.0.
void write_circles(const Circles& circles, const fs::path& file);

}  // namespace moonstain::parquet
