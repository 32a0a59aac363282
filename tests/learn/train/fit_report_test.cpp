#include "core/learn/train/fit_report.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

class Lines : public TaskContext {
 public:
  Lines() { current() = this; }
  ~Lines() override { current() = nullptr; }
  void progress(std::uint64_t, std::uint64_t, std::string_view) override {}
  void log(std::string_view line) override { said.emplace_back(line); }

  std::vector<std::string> said;
};

constexpr FitWords kWords{.step = "hist_model",
                          .loss = "loss over the training sections",
                          .constant = "each gene's mean in tissue"};

BOOST_AUTO_TEST_SUITE(fit_report_test)

BOOST_AUTO_TEST_CASE(constant_genes_and_a_loss_that_is_no_better_are_told) {
  Lines lines;
  TrainingLog log;
  log.steps = 40;
  log.final_loss = 0.5;
  log.constant_loss = 0.25;
  report_fit(kWords, {.outputs = 5, .constant_outputs = 1}, log);
  BOOST_TEST(
      lines.said ==
          (std::vector<std::string>{
              "hist_model: 1 of 5 genes are predicted as one constant over the "
              "training spots",
              "hist_model: after 40 steps the loss over the training sections "
              "is 0.5, that of each gene's mean in tissue is 0.25; the network "
              "is not fitted"}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(of_a_fitted_network_nothing_is_said) {
  Lines lines;
  TrainingLog log;
  log.final_loss = 0.25;
  report_fit(kWords, {.outputs = 5}, log);  // no constant is known
  log.constant_loss = 0.5;
  report_fit(kWords, {.outputs = 5}, log);
  BOOST_TEST(lines.said.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace moonstain
