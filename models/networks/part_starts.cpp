#include "models/networks/part_starts.h"

#include <ATen/ops/zeros.h>

#include "core/base/error.h"

namespace moonstain {

at::Tensor part_starts(const at::Tensor& spot, std::int64_t spots) {
  at::Tensor starts = at::zeros({spots + 1}, at::kLong);
  std::int64_t* to = starts.mutable_data_ptr<std::int64_t>();
  const std::int64_t* of = spot.const_data_ptr<std::int64_t>();
  for (std::int64_t part = 0; part < spot.numel(); ++part) ++to[of[part] + 1];
  for (std::int64_t i = 0; i < spots; ++i) to[i + 1] += to[i];
  return starts;
}

void check_parts(const SpotSection& section, Eigen::Index least,
                 std::string_view parts, std::string_view where) {
  for (std::size_t i = 0; i < section.spots.size(); ++i) {
    const Eigen::Index count =
        section.parts.starts[i + 1] - section.parts.starts[i];
    check(count >= least, where, ": spot '", section.spots[i], "' of section ",
          section.section, " has ", count, " ", parts, "; expected at least ",
          least);
  }
}

void check_part_encoder(const SpotSection& section, std::string_view encoder,
                        std::string_view parts) {
  check(section.parts.encoder == encoder,
        "predictions: the model learned from ", parts, " of ", encoder,
        ", those of section ", section.section, " are of ",
        section.parts.encoder);
}

}  // namespace moonstain
