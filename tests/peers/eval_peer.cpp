// Our statistics for a Python peer.
#include <string>

#include "core/base/json.h"
#include "core/stats/correlation.h"
#include "core/stats/quantiles.h"
#include "core/stats/ridge.h"
#include "core/stats/student_t.h"
#include "tests/peers/peer_requests.h"

namespace moonstain {
namespace {

Matrix matrix_of(const Json& rows) {
  Matrix values(static_cast<Eigen::Index>(rows.size()),
                static_cast<Eigen::Index>(rows.at(0).size()));
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    for (Eigen::Index column = 0; column < values.cols(); ++column) {
      values(row, column) = rows.at(static_cast<std::size_t>(row))
                                .at(static_cast<std::size_t>(column))
                                .get<float>();
    }
  }
  return values;
}

Json json_of(const Eigen::VectorXd& values) {
  Json list = Json::array();
  for (const double value : values) {
    list.push_back(value);  // NaN is printed as null
  }
  return list;
}

Json answer(const Json& request) {
  const auto what = request.at("what").get<std::string>();
  if (what == "correlation") {
    const Matrix a = matrix_of(request.at("a"));
    const Matrix b = matrix_of(request.at("b"));
    return {{"pearson", json_of(pearson_by_gene(a, b))},
            {"spearman", json_of(spearman_by_gene(a, b))}};
  }
  if (what == "ridge") {
    const Ridge ridge =
        fit_ridge(matrix_of(request.at("x")), matrix_of(request.at("y")),
                  request.at("alpha").get<double>());
    const Matrix predicted = ridge.predict(matrix_of(request.at("new")));
    Json rows = Json::array();
    for (Eigen::Index row = 0; row < predicted.rows(); ++row) {
      rows.push_back(json_of(predicted.row(row).transpose().cast<double>()));
    }
    return rows;
  }
  if (what == "t") {
    return student_t_quantile(request.at("p").get<double>(),
                              request.at("degrees").get<double>());
  }
  return quantile(request.at("values").get<std::vector<double>>(),
                  request.at("q").get<double>());
}

}  // namespace
}  // namespace moonstain

int main(int, char** arguments) {
  moonstain::answer_requests(arguments[1], moonstain::answer);
  return 0;
}
