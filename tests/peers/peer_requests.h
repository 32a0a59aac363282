#pragma once

#include <iostream>
#include <string>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/matrix.h"

namespace moonstain {

/// Rows of numbers, at least one.
template <typename Values>
Values matrix_of(const Json& rows) {
  Values values(static_cast<Eigen::Index>(rows.size()),
                static_cast<Eigen::Index>(rows.at(0).size()));
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    for (Eigen::Index column = 0; column < values.cols(); ++column) {
      values(row, column) = rows.at(static_cast<std::size_t>(row))
                                .at(static_cast<std::size_t>(column))
                                .template get<typename Values::Scalar>();
    }
  }
  return values;
}

/// The main part of a program that a Python peer asks (peer_requests.py): reads
/// a JSON request a line from a file and prints a JSON answer a line.
/// @param answer  makes the answer to a request
template <typename Answer>
void answer_requests(const std::string& path, Answer answer) {
  const std::string text = read_file(path);
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    const Json request = parse_json(text.substr(begin, end - begin), "request");
    std::cout << answer(request) << "\n";
    begin = end + 1;
  }
}

}  // namespace moonstain
