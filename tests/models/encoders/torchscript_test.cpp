#include "models/encoders/torchscript.h"

#include <torch/csrc/jit/api/module.h>

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

/// A file of a network whose forward is this, as torch.jit.save writes it.
std::string saved(const std::string& forward) {
  torch::jit::Module module("tests.Network");
  module.define("def forward(self, x):\n  " + forward + "\n");
  std::ostringstream out;
  module.save(out);
  return out.str();
}

TorchScriptOptions tiles_of(std::int64_t side) {
  return {.input_px = side, .mean = {0, 0, 0}, .deviation = {1, 1, 1}};
}

std::string error_with(const std::string& file,
                       const TorchScriptOptions& options = tiles_of(4)) {
  return error_of([&] { torchscript_encoder(file, options, "my.pt"); });
}

std::vector<std::uint8_t> tile(int step) {
  std::vector<std::uint8_t> pixels(48);
  for (int i = 0; i < 48; ++i) {
    pixels[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(step * i);
  }
  return pixels;
}

struct Torch {
  Torch() { prepare_torch(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(torchscript_test, Torch)

// small_network.pt was made by PyTorch's torch.jit.script: a convolution of
// side 2 and stride 2 from 3 to 2 channels, weights 0/8 to 23/8, bias 0.5 and
// -1, ReLU, largest value of each map, dropout of a half. PyTorch 2.13 gives
// these two numbers of the tile, bytes 0, 5, ... 235 of rows of RGB pixels,
// less 0.5, by 0.25. Trained as it is saved, dropout would double or clear
// them.
BOOST_AUTO_TEST_CASE(a_file_of_pytorch_gives_pytorchs_numbers) {
  const std::string file = read_file("tests/models/encoders/small_network.pt");
  TorchScriptOptions options = tiles_of(4);
  options.mean = {0.5, 0.5, 0.5};
  options.deviation = {0.25, 0.25, 0.25};
  const Encoder encoder = torchscript_encoder(file, options, "my.pt");
  BOOST_TEST(encoder.name == "torchscript/" + sha256(file).hex().substr(0, 12));
  BOOST_TEST(encoder.features == 2);
  BOOST_TEST(encoder.input_px == 4);
  const auto pixels = tile(5);
  const Matrix out = encoder.encode({pixels, 1, 4});
  BOOST_TEST(out(0, 0) == 10.0196078F, tt::tolerance(1e-6F));
  BOOST_TEST(out(0, 1) == 26.8725490F, tt::tolerance(1e-6F));
}

// An optimiser that profiles would compute the third tile by another graph.
BOOST_AUTO_TEST_CASE(equal_tiles_have_equal_bytes_however_often) {
  const std::string file = saved(
      "return (torch.sigmoid(x * 1.7 + 0.3) * torch.tanh(x) / 3.1).sum([2, "
      "3])");
  const Encoder encoder = torchscript_encoder(file, tiles_of(4), "my.pt");
  const Encoder again = torchscript_encoder(file, tiles_of(4), "my.pt");
  const auto pixels = tile(3);
  const Matrix first = encoder.encode({pixels, 1, 4});
  for (int i = 0; i < 20; ++i) {
    const auto other = tile(i % 5);
    encoder.encode({other, 1, 4});
    BOOST_TEST((encoder.encode({pixels, 1, 4}) == first));
  }
  BOOST_TEST((again.encode({pixels, 1, 4}) == first));
}

BOOST_AUTO_TEST_CASE(what_is_no_torchscript_is_refused) {
  const std::string said = error_with("no network");
  BOOST_TEST(
      said.starts_with("my.pt: is no TorchScript that LibTorch loads ("));
  BOOST_TEST(said.ends_with(
      "); expected what torch.jit.save has written. A state_dict by torch.save "
      "holds weights without a network: torch.jit.trace makes one of both"));
  const std::string whole = saved("return x.mean([2, 3])");
  BOOST_TEST(error_with(whole.substr(0, whole.size() / 2))
                 .starts_with("my.pt: is no TorchScript"));
}

BOOST_AUTO_TEST_CASE(another_output_is_refused_with_its_shape) {
  BOOST_TEST(error_with(saved("return x")) ==
             "my.pt: its network makes Float [1, 3, 4, 4] of a tile of 4 px, "
             "expected Float [1, values]: pool and flatten inside of it");
  BOOST_TEST(error_with(saved("return x.double().mean([2, 3])")) ==
             "my.pt: its network makes Double [1, 3] of a tile of 4 px, "
             "expected Float [1, values]: pool and flatten inside of it");
  BOOST_TEST(error_with(saved("return (x, x)")) ==
             "my.pt: its network makes a Tuple of a tile of 4 px, expected a "
             "tensor [1, values]");
}

BOOST_AUTO_TEST_CASE(a_network_that_fails_is_quoted) {
  BOOST_TEST(
      error_with(saved("return torch.matmul(x.flatten(), torch.ones([7]))")) ==
      "my.pt: its network fails on a tile of 4 px: RuntimeError: inconsistent "
      "tensor size, expected tensor [48] and src [7] to have the same number "
      "of elements, but got 48 and 7 elements respectively");
}

BOOST_AUTO_TEST_CASE(channels_are_three_and_deviations_above_zero) {
  const std::string file = saved("return x.mean([2, 3])");
  TorchScriptOptions options = tiles_of(4);
  options.mean = {0.5};
  BOOST_TEST(error_with(file, options) ==
             "torchscript: `mean` has 1 numbers, expected one each of red, "
             "green and blue");
  options = tiles_of(4);
  options.deviation[1] = 0;
  BOOST_TEST(error_with(file, options) ==
             "torchscript: `deviation` holds 0, expected numbers above 0");
}

BOOST_AUTO_TEST_SUITE_END()
