#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/learn/encoder.h"

namespace moonstain {

class StepKind;

/// How a picture is given to a network that one brings oneself.
struct TorchScriptOptions {
  std::int64_t input_px = 224;  ///< side of the tiles it takes
  /// Of red, green and blue: it is given (p / 255 - mean) / deviation of a byte
  /// p. The defaults are those of ImageNet, with which most were trained.
  std::vector<double> mean = {0.485, 0.456, 0.406};
  std::vector<double> deviation = {0.229, 0.224, 0.225};
};

/// A network of one's own, saved by torch.jit (script or trace), as an encoder:
/// [1, 3, input_px, input_px] float32 in, [1, values] out, in evaluation mode,
/// a tile at a time, so that a vector never depends on the tiles beside it.
///
/// The graph is run as it is written: LibTorch's optimiser, which watches the
/// first runs of a graph and then runs another one, is off, as it would give
/// the first tiles other bytes than the rest.
///
/// @param file   the bytes of the file
/// @param where  as errors call it
/// @return       named "torchscript/" and the beginning of the file's sha256
/// @throws Error on a file that LibTorch does not load, a network that fails on
///               a black tile (with what it said), one that returns something
///               else than float32 [1, values], and a mean or deviation that
///               is not of three channels, or a deviation that is not above 0
Encoder torchscript_encoder(const std::string& file,
                            const TorchScriptOptions& options,
                            std::string_view where);

/// `torchscript`: features of tiles by such a network.
StepKind torchscript_step();

}  // namespace moonstain
