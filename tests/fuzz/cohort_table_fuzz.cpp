#include "core/data/source/cohort_table.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// A table of patients; or another of a matrix behind a zero byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t cut = std::min(text.find('\0'), size);
  CohortTableOptions options;
  options.about = "set/all";
  options.id = "id";
  options.suffixes = {"rna"};
  options.repeated = Repeated::first;
  fuzz::answered([&] {
    Cohort cohort =
        read_cohort(std::string(text.substr(0, cut)), "table.tsv", options);
    if (cut < size) {
      add_matrix(cohort, "cnv", std::string(text.substr(cut + 1)), "cnv.tsv",
                 options);
    }
  });
  return 0;
}
