// Our survival statistics for a Python peer.
#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/step/kind_words.h"
#include "core/stats/survival/brier.h"
#include "core/stats/survival/censoring.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/cox.h"
#include "core/stats/survival/dynamic_auc.h"
#include "core/stats/survival/kaplan_meier.h"
#include "core/stats/survival/log_rank.h"
#include "tests/peers/peer_requests.h"

namespace moonstain {
namespace {

FollowUp follow_up_of(const Json& request) {
  FollowUp out;
  out.times = request.at("times").get<std::vector<double>>();
  for (const Json& died : request.at("died")) {
    out.died.push_back(died.get<bool>());
  }
  return out;
}

Json answer(const Json& request) {
  const auto what = request.at("what").get<std::string>();
  const FollowUp patients = follow_up_of(request);
  if (what == "cox") {
    CoxOptions options;
    options.ties = *kind_of<Ties>(request.at("ties").get<std::string>());
    options.ridge = request.at("ridge").get<double>();
    const CoxFit fit =
        cox(patients, matrix_of<MatrixD>(request.at("x")), options);
    return std::vector<double>(fit.coefficients.begin(),
                               fit.coefficients.end());
  }
  if (what == "curve") {
    std::vector<double> survival;
    for (const SurvivalStep& step : kaplan_meier(patients)) {
      survival.push_back(step.survival);
    }
    return survival;
  }
  if (what == "log_rank") {
    return log_rank(patients,
                    request.at("groups").get<std::vector<std::string>>())
        .statistic;
  }
  if (what == "brier") {
    const auto times = request.at("at").get<std::vector<double>>();
    return brier_scores(Censoring(patients), patients, times,
                        matrix_of<MatrixD>(request.at("chances")));
  }
  const auto risks = request.at("risks").get<std::vector<double>>();
  if (what == "auc") {
    DynamicAuc found = dynamic_auc(Censoring(patients), patients, risks,
                                   request.at("at").get<std::vector<double>>());
    found.by_time.push_back(found.mean);
    return found.by_time;
  }
  if (what == "uno") {
    return uno_concordance(Censoring(patients), patients, risks,
                           request.at("before").get<double>());
  }
  return concordance(patients, risks).index();
}

}  // namespace
}  // namespace moonstain

int main(int, char** arguments) {
  moonstain::answer_requests(arguments[1], moonstain::answer);
  return 0;
}
