#include "core/learn/examples/picture_turns.h"

#include <ATen/ops/flip.h>
#include <ATen/ops/rot90.h>
#include <ATen/ops/stack.h>

#include <vector>

#include "core/base/error.h"

namespace moonstain {

Augmentation flips_and_turns(std::size_t input, std::int64_t row_axis) {
  return [=](Batch& batch, std::span<RandomStream> streams) {
    at::Tensor& pictures = batch.inputs.at(input);
    check(pictures.size(row_axis) == pictures.size(row_axis + 1),
          "pictures of ", pictures.size(row_axis + 1), " x ",
          pictures.size(row_axis), " px; only square ones are turned");
    // Of one picture, which has no first axis.
    const std::int64_t rows = row_axis - 1;
    std::vector<at::Tensor> changed;
    for (std::size_t i = 0; i < streams.size(); ++i) {
      at::Tensor one = pictures[static_cast<std::int64_t>(i)];
      if (streams[i].uniform() < 0.5) one = one.flip({rows + 1});
      if (streams[i].uniform() < 0.5) one = one.flip({rows});
      if (streams[i].uniform() < 0.5) one = one.rot90(1, {rows, rows + 1});
      changed.push_back(one);
    }
    pictures = at::stack(changed);
  };
}

}  // namespace moonstain
