// A worker with three steps that need no Torch, for tests of the command line.
#include <chrono>
#include <thread>

#include "core/base/file.h"
#include "core/engine/program/program_step.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/engine/worker/worker.h"

namespace moonstain {
namespace {

struct Number {
  static constexpr std::string_view kType = "Number";
  double value = 0;

  static Number read(const fs::path& folder) {
    return {std::stod(read_file(folder / "number"))};
  }
  void write(const fs::path& folder) const {
    write_file(folder / "number", concat(value));
  }
};

struct NumberOptions {
  double value = 0;
  double wait_s = 0;
};

StepKind number_step() {
  return StepKind("number", 1, "A number.")
      .applies<File>("from", "a file whose size is added")
      .optional()
      .option("value", &NumberOptions::value, "what it is")
      .required()
      .option("wait_s", &NumberOptions::wait_s, "how long it takes")
      .makes<Number>([](const Inputs& in, const Options& options) {
        const auto given = options.as<NumberOptions>();
        const auto steps = static_cast<std::uint64_t>(given.wait_s * 100);
        for (std::uint64_t i = 0; i < steps; ++i) {
          report_progress(i, steps, "ticks");
          std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        double value = given.value;
        if (in.has("from")) {
          value +=
              static_cast<double>(read_file(in.get<File>("from").path).size());
        }
        return Number{value};
      });
}

StepKind sum_step() {
  return StepKind("sum", 1, "The sum of numbers.")
      .applies_many<Number>("numbers", "what is summed")
      .makes<Number>([](const Inputs& in, const Options&) {
        Number sum;
        for (const Number& number : in.list<Number>("numbers")) {
          sum.value += number.value;
        }
        log_line("summed");
        return sum;
      });
}

StepKind failure_step() {
  return StepKind("failure", 1, "A step that fails.")
      .applies<Number>("number", "never used")
      .makes<Number>([](const Inputs&, const Options&) -> Number {
        fail("failure: this step always fails");
      });
}

}  // namespace
}  // namespace moonstain

int main(int count, char** words) {
  std::vector<moonstain::StepKind> steps;
  steps.push_back(moonstain::number_step());
  steps.push_back(moonstain::sum_step());
  steps.push_back(moonstain::failure_step());
  steps.push_back(
      moonstain::program_step({moonstain::reads<moonstain::Number>()}));
  return moonstain::worker_main(steps, {}, count, words);
}
