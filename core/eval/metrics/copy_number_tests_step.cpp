#include "core/eval/metrics/copy_number_tests_step.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/copy_number_tests.h"

namespace moonstain {

template <>
struct KindWords<TrackRule> {
  static constexpr std::string_view kAll[] = {"every_bin", "published"};
};

StepKind copy_number_tests_step() {
  using Own = CopyNumberTestsOptions;
  return StepKind("copy_number_tests", 1,
                  "Features of patients tested between those who lost and "
                  "those who gained a gene, along the genome.")
      .numeric(Numeric::libm)
      .applies<Cohort>("copy_number", "calls of patients by gene")
      .applies<Cohort>("features", "of the same patients, by gene")
      .applies<File>("positions", "table of genes with chromosome and start")
      .option("copy_number_matrix", &Own::copy_number,
              "of `copy_number`: calls by gene")
      .option("feature_matrix", &Own::features, "of `features`")
      .required()
      .option("strata", &Own::strata,
              "column of `copy_number` within which patients are permuted; "
              "empty: all")
      .option("loss_at", &Own::loss_at, "calls up to this are losses")
      .option("gain_at", &Own::gain_at, "calls from this on are gains")
      .option("least", &Own::least, "patients that each group must have",
              {2, {}})
      .option("effect", &Own::effect, "how far the groups lie apart")
      .option("assembly", &Own::assembly, "of the genome that positions are of")
      .option("bin_size", &Own::bin_size, "of the genome track", {1, {}})
      .unit("bases")
      .option("track", &Own::track, "what a bin of the track counts")
      .option("regions", &Own::regions,
              "that are spoken of: NAME=CHROMOSOME:FIRST-LAST")
      .option("permutations", &Own::permutations,
              "of the patients, for what chance gives the track", {0, {}})
      .option("seed", &Own::seed, "of these")
      .needs([](const Options& options, const InputSizes& sizes) {
        const auto permutations =
            static_cast<double>(options.as<Own>().permutations);
        return Needs{.memory_bytes = 512 * kMiB + 12 * sizes.total(),
                     .seconds = (2 + permutations / 20) * 1e-7 *
                                static_cast<double>(sizes.total())};
      })
      .makes<LocusTests>([](const Inputs& in, const Options& options) {
        const auto own = options.as<Own>();
        const auto file = in.get<File>("positions");
        return copy_number_tests(
            in.get<Cohort>("copy_number"), in.get<Cohort>("features"),
            GenePositions::parse(read_file(file.path), file.name, own.assembly),
            own);
      });
}

}  // namespace moonstain
