#include "models/encoders/torchscript.h"

#include <ATen/core/Tensor.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/python/update_graph_executor_opt.h>
#include <torch/csrc/jit/serialization/import.h>

#include <array>
#include <memory>
#include <sstream>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/device.h"
#include "core/learn/network/network.h"
#include "models/encoders/pictures.h"

namespace moonstain {
namespace {

constexpr std::size_t kNameDigits = 12;

// Of red, green and blue.
std::array<double, 3> channels_of(const std::vector<double>& list,
                                  std::string_view name) {
  check(list.size() == 3, "torchscript: `", name, "` has ", list.size(),
        " numbers, expected one each of red, green and blue");
  return {list[0], list[1], list[2]};
}

ByteTable byte_table(const TorchScriptOptions& options) {
  const auto mean = channels_of(options.mean, "mean");
  const auto deviation = channels_of(options.deviation, "deviation");
  for (const double one : deviation) {
    check(one > 0, "torchscript: `deviation` holds ", one,
          ", expected numbers above 0");
  }
  return standardised_bytes(mean, deviation);
}

// The first line of what LibTorch says: below it are its own files.
std::string first_line(const c10::Error& error) {
  const std::string said = error.what_without_backtrace();
  return printable(said.substr(0, said.find('\n')), 300);
}

class Script {
 public:
  Script(const std::string& file, std::string_view where) : where_(where) {
    torch::jit::setGraphExecutorOptimize(false);
    try {
      std::istringstream bytes(file);
      module_ = torch::jit::load(bytes);
      module_.eval();
      module_.to(network_device());
    } catch (const c10::Error& error) {
      fail(where, ": is no TorchScript that LibTorch loads (",
           first_line(error),
           "); expected what torch.jit.save has written. A state_dict by "
           "torch.save holds weights without a network: torch.jit.trace makes "
           "one of both");
    }
  }

  /// [values] of one picture, [1, 3, side, side].
  at::Tensor operator()(const at::Tensor& picture) {
    const c10::NoGradGuard no_gradient;
    const auto tile = [&] {
      return concat(" a tile of ", picture.size(3), " px");
    };
    torch::jit::IValue value;
    try {
      value = module_.forward({picture.to(network_device())});
    } catch (const std::exception& error) {
      // What a script raises comes behind its own stack.
      std::string said = error.what();
      while (said.ends_with('\n')) said.pop_back();
      const std::size_t last = said.rfind('\n');
      fail(where_, ": its network fails on", tile(), ": ",
           printable(last == std::string::npos ? said : said.substr(last + 1),
                     300));
    }
    check(value.isTensor(), where_, ": its network makes a ", value.tagKind(),
          " of", tile(), ", expected a tensor [1, values]");
    const at::Tensor out = value.toTensor();
    check(out.dim() == 2 && out.size(0) == 1 && out.size(1) > 0 &&
              out.scalar_type() == at::kFloat,
          where_, ": its network makes ", c10::toString(out.scalar_type()),
          " [", listed(out.sizes()), "] of", tile(),
          ", expected Float [1, values]: pool and flatten inside of it");
    return out;
  }

 private:
  torch::jit::Module module_;
  std::string where_;
};

}  // namespace

Encoder torchscript_encoder(const std::string& file,
                            const TorchScriptOptions& options,
                            std::string_view where) {
  const ByteTable table = byte_table(options);
  const auto script = std::make_shared<Script>(file, where);
  const std::vector<std::uint8_t> black(
      static_cast<std::size_t>(3 * options.input_px * options.input_px));
  const TileBatch tile{
      .pixels = black, .count = 1, .side_px = options.input_px};
  return {
      .name = concat("torchscript/", sha256(file).hex().substr(0, kNameDigits)),
      .features = (*script)(pictures_of(tile, table)).size(1),
      .input_px = options.input_px,
      .encode = [script, table](const TileBatch& tiles) {
        return rows_of((*script)(pictures_of(tiles, table)));
      }};
}

StepKind torchscript_step() {
  return StepKind("torchscript", 1,
                  "Features of tiles by a network of one's own, saved by "
                  "torch.jit.")
      .numeric(Numeric::network)
      .applies<Patches>("patches", "tiles of a section")
      .learns<File>("weights", Learned::pretraining,
                    "what torch.jit.save wrote: [1, 3, side, side] to "
                    "[1, values]")
      .option("input_px", &TorchScriptOptions::input_px,
              "side of the tiles it takes", {1, 4096})
      .unit("px")
      .option("mean", &TorchScriptOptions::mean,
              "of red, green and blue, taken from p / 255 of a byte p")
      .option("deviation", &TorchScriptOptions::deviation,
              "by which that is divided")
      .needs([](const Options&, const InputSizes& sizes) {
        const std::uint64_t bytes = sizes.of("patches");
        return Needs{
            .memory_bytes = 1024 * kMiB + 4 * sizes.of("weights") + bytes / 16,
            .seconds = 3 + static_cast<double>(bytes) / 1e6};
      })
      .makes<Features>([](const Inputs& in, const Options& options) {
        const File file = in.get<File>("weights");
        const Encoder encoder = torchscript_encoder(
            read_file(file.path), options.as<TorchScriptOptions>(), file.name);
        auto patches = in.open<PatchReader>("patches");
        return encode(encoder, patches);
      });
}

}  // namespace moonstain
