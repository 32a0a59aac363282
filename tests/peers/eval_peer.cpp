// Our statistics for a Python peer.
#include <string>

#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/stats/correlation.h"
#include "core/stats/friedman.h"
#include "core/stats/quantiles.h"
#include "core/stats/ridge.h"
#include "core/stats/student_t.h"
#include "core/stats/studentised_range.h"
#include "tests/peers/peer_requests.h"

namespace moonstain {
namespace {

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
    const Matrix a = matrix_of<Matrix>(request.at("a"));
    const Matrix b = matrix_of<Matrix>(request.at("b"));
    return {{"pearson", json_of(pearson_by_gene(a, b))},
            {"spearman", json_of(spearman_by_gene(a, b))}};
  }
  if (what == "ridge") {
    const Ridge ridge = fit_ridge(matrix_of<Matrix>(request.at("x")),
                                  matrix_of<Matrix>(request.at("y")),
                                  request.at("alpha").get<double>());
    const Matrix predicted =
        ridge.predict(matrix_of<Matrix>(request.at("new")));
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
  if (what == "range") {
    return studentised_range_quantile(request.at("p").get<double>(),
                                      request.at("groups").get<int>());
  }
  if (what == "friedman") {
    const FriedmanTest test =
        friedman_test(matrix_of<MatrixD>(request.at("values")));
    return {{"ranks", json_of(test.mean_ranks)},
            {"chi_squared", test.chi_squared},
            {"p", test.p},
            {"f", test.f},
            {"f_p", test.f_p}};
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
