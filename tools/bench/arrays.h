#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/matrix.h"
#include "core/base/random.h"

namespace moonstain {

/// What a script left in a raw file, numbers as they lie in memory.
/// @throws Error on a file of another size
template <typename Number>
std::vector<Number> numbers_from(const std::string& path, std::size_t count) {
  const std::string bytes = read_file(path);
  const std::size_t expected = count * sizeof(Number);
  check(bytes.size() == expected, path, ": has ", bytes.size(),
        " bytes, expected ", expected);
  std::vector<Number> values(count);
  std::memcpy(values.data(), bytes.data(), expected);
  return values;
}

/// The same as a Matrix, a MatrixD, ..., row after row.
template <typename Values>
Values matrix_from(const std::string& path, Eigen::Index rows,
                   Eigen::Index columns) {
  const auto numbers = numbers_from<typename Values::Scalar>(
      path, static_cast<std::size_t>(rows * columns));
  return Eigen::Map<const Values>(numbers.data(), rows, columns);
}

/// Made-up values, uniform from 0 to 1.
inline Matrix random_matrix(RandomStream& stream, Eigen::Index rows,
                            Eigen::Index columns) {
  Matrix values(rows, columns);
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    values.data()[i] = static_cast<float>(stream.uniform());
  }
  return values;
}

}  // namespace moonstain
