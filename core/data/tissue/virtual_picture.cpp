#include "core/data/tissue/virtual_picture.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/base/error.h"
#include "core/data/image/png_writer.h"
#include "core/data/tissue/stain.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "virtual_picture";
constexpr std::int64_t kBandPx = 256;
constexpr Rgb kBlack{0, 0, 0};

}  // namespace

std::array<Rgb, 256> virtual_colours(const VirtualStains& stains) {
  check(stains.white >= 0 && stains.white < stains.full && stains.full <= 255,
        kStep, ": white is ", stains.white, ", full ", stains.full,
        ", expected white below full, from 0 to 255");
  std::array<Rgb, 256> colours{};
  for (std::size_t value = 0; value < colours.size(); ++value) {
    const double share = std::clamp(
        static_cast<double>(static_cast<std::int64_t>(value) - stains.white) /
            static_cast<double>(stains.full - stains.white),
        0.0, 1.0);
    colours[value] = colour_of_stains(share * stains.haematoxylin,
                                      (1 - share) * stains.eosin);
  }
  return colours;
}

void draw_virtual_picture(
    const Image& dapi, const std::string& name, const VirtualStains& stains,
    const std::function<void(std::span<const std::uint8_t>)>& rows) {
  const auto colours = virtual_colours(stains);
  const std::vector<Box> bands =
      bands_of(dapi.width_px(), dapi.height_px(), kBandPx);
  dapi.read_boxes(bands, kBlack, [&](std::size_t index, auto pixels) {
    std::vector<std::uint8_t> band(pixels.size());
    for (std::size_t i = 0; i < pixels.size(); i += 3) {
      check(pixels[i] == pixels[i + 1] && pixels[i] == pixels[i + 2], kStep,
            ": picture ", name, " has the colour (", int{pixels[i]}, ", ",
            int{pixels[i + 1]}, ", ", int{pixels[i + 2]},
            "), expected grey: the one channel of DAPI");
      const Rgb& colour = colours[pixels[i]];
      std::copy(colour.begin(), colour.end(), band.begin() + i);
    }
    rows(band);
    report_progress(index + 1, bands.size(), "parts");
  });
}

StepKind virtual_picture_step() {
  return StepKind("virtual_picture", 1,
                  "A virtual picture: DAPI drawn as an H&E would look.")
      .numeric(Numeric::libm)
      .applies<File>("dapi", "grey picture of the nuclei")
      .option("white", &VirtualStains::white, "DAPI without a nucleus",
              {0, 254})
      .option("full", &VirtualStains::full, "DAPI of a nucleus' darkest pixel",
              {1, 255})
      .option("haematoxylin", &VirtualStains::haematoxylin,
              "of the darkest pixel, as the step nuclei measures it", {0, 1})
      .option("eosin", &VirtualStains::eosin, "of a pixel without a nucleus",
              {0, 1})
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 384 * kMiB,
                     .seconds = 1 + 1e-6 * static_cast<double>(sizes.total())};
      })
      .makes_into<File>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const auto file = in.get<File>("dapi");
            const auto dapi = Image::open(file.path, file.name);
            PngWriter picture(out / "virtual_picture.png", dapi->width_px(),
                              dapi->height_px(), kVirtualRemark);
            draw_virtual_picture(*dapi, file.name, options.as<VirtualStains>(),
                                 [&](auto rows) { picture.add(rows); });
            picture.finish();
            log_line(concat("the picture of ", file.name, " ", kVirtualRemark));
          });
}

}  // namespace moonstain
