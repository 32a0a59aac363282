#include "core/eval/export/mlflow.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/folder.h"
#include "core/eval/findings/findings.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

PredictorFindings predictor(const std::string& name, double value) {
  PredictorFindings out;
  out.name = name;
  out.seeds = 1;
  out.readings["tissue"].metrics["pearson.mean"].estimate.value = value;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mlflow_test)

// MLflow allows neither ',' nor '+': of both becomes '_'.
BOOST_AUTO_TEST_CASE(two_predictors_that_are_called_alike_are_both_there) {
  const TempFolder folder;
  Findings findings;
  findings.model = "ridge,pca";
  findings.headline.metric = "pearson.mean";
  findings.headline.reading = "tissue";
  findings.headline.unit = "section";
  findings.predictors = {predictor("ridge,pca", 0.25),
                         predictor("ridge+pca", 0.5)};
  findings.predictors[1].kind = PredictorKind::simple;
  findings.write(folder / "findings");
  RunRecord record;
  record.run = "0001";
  record.recipe = "r";
  record.began = "2026-11-21T07:59:11Z";
  record.state = "done";
  make_folders(folder / "mlflow");
  write_mlflow(record, {}, "1", {{"findings", "Findings", folder / "findings"}},
               folder / "mlflow");
  std::vector<std::string> numbers;
  for (const std::string& file : list_files(folder / "mlflow")) {
    const std::size_t at = file.find("/metrics/");
    if (at == file.npos) continue;
    const std::string text = read_file(folder / "mlflow" / file);
    const std::size_t from = text.find(' ') + 1;
    numbers.push_back(concat(file.substr(at + 9), " ",
                             text.substr(from, text.find(' ', from) - from)));
  }
  BOOST_TEST(numbers == (std::vector<std::string>{
                            "ridge_pca/tissue/pearson.mean 0.25",
                            "ridge_pca_2/tissue/pearson.mean 0.5"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
