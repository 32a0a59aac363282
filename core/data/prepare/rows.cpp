#include "core/data/prepare/rows.h"

#include <string>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

namespace {

struct RowsOptions {
  std::vector<std::string> patients;
};

}  // namespace

StepKind rows_step() {
  return StepKind("rows", 1, "A cohort narrowed to some patients.")
      .applies<Cohort>("cohort", "all patients")
      .option("patients", &RowsOptions::patients,
              "the ones that stay, in this order")
      .required()
      .narrows()
      .needs(in_memory(3, 1))
      .makes<Cohort>([](const Inputs& in, const Options& options) {
        return narrowed(in.get<Cohort>("cohort"),
                        options.as<RowsOptions>().patients);
      });
}

}  // namespace moonstain
