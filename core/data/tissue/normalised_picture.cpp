#include "core/data/tissue/normalised_picture.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/data/image/png_writer.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "normalised_picture";
constexpr std::size_t kColours = std::size_t{1} << 24;
constexpr Rgb kWhite{255, 255, 255};

// Rows of patches from the top, each as [height, width, 3] of the picture.
void read_bands(const Image& image, std::int64_t band_px,
                const std::function<void(std::span<const std::uint8_t>,
                                         std::int64_t height)>& band) {
  const std::vector<Box> boxes =
      bands_of(image.width_px(), image.height_px(), band_px);
  image.read_boxes(boxes, kWhite, [&](std::size_t index, auto pixels) {
    band(pixels, boxes[index].height_px);
    report_progress(index + 1, boxes.size(), "rows of patches");
  });
}

// Columns [begin, end) of a band.
std::vector<std::uint8_t> patch_of(std::span<const std::uint8_t> band,
                                   std::int64_t width, std::int64_t height,
                                   std::int64_t begin, std::int64_t end) {
  std::vector<std::uint8_t> patch;
  for (std::int64_t y = 0; y < height; ++y) {
    const auto row = band.begin() + 3 * y * width;
    patch.insert(patch.end(), row + 3 * begin, row + 3 * end);
  }
  return patch;
}

void put_back(const std::vector<std::uint8_t>& patch, std::int64_t width,
              std::int64_t begin, std::int64_t end,
              std::vector<std::uint8_t>& band) {
  const std::int64_t row = 3 * (end - begin);
  for (std::int64_t y = 0; 3 * y * width < std::ssize(band); ++y) {
    std::copy_n(patch.begin() + y * row, row,
                band.begin() + 3 * (y * width + begin));
  }
}

template <typename Use>
void for_patches(std::int64_t width, std::int64_t side, Use use) {
  for (std::int64_t x = 0; x < width; x += side) {
    use(x, std::min(x + side, width));
  }
}

// Those there are, rising.
std::vector<ColourCount> listed_colours(const std::vector<std::int64_t>& all) {
  std::vector<ColourCount> out;
  for (std::size_t colour = 0; colour < all.size(); ++colour) {
    if (all[colour] > 0) {
      out.push_back({static_cast<std::uint32_t>(colour), all[colour]});
    }
  }
  return out;
}

}  // namespace

Stains stains_of(const Image& image, const std::string& name,
                 const NormalisedOptions& options, NormalisedNotes& notes) {
  std::vector<std::int64_t> pixels(kColours);
  std::int64_t stained = 0;
  const std::int64_t width = image.width_px();
  read_bands(image, options.patch_px, [&](auto band, std::int64_t height) {
    for_patches(width, options.patch_px, [&](auto begin, auto end) {
      const auto colours =
          colours_of(patch_of(band, width, height, begin, end));
      const std::int64_t of_patch = stained_pixels(colours);
      ++notes.patches;
      stained += of_patch;
      if (of_patch < options.least_pixels) {
        ++notes.near_empty;
        return;
      }
      for (const ColourCount& one : colours) {
        pixels[one.colour] += one.pixels;
      }
    });
  });
  const auto found = fit_stains(listed_colours(pixels), options.macenko);
  check(found.has_value(), kStep, ": picture ", name,
        " shows no two stains: ", stained, " of its ",
        width * image.height_px(),
        " px are as dense as 0.15 in each channel, and ",
        notes.patches - notes.near_empty, " of its ", notes.patches,
        " patches hold least_pixels = ", options.least_pixels,
        " of them; is it an H&E picture?");
  return *found;
}

NormalisedNotes normalise_picture(
    const Image& image, const std::string& name, const Stains& to,
    const NormalisedOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& rows) {
  NormalisedNotes notes;
  std::optional<StainMap> of_slide;
  if (options.fit == StainFit::slide) {
    of_slide.emplace(stains_of(image, name, options, notes), to,
                     options.macenko.rules);
  }
  const std::int64_t width = image.width_px();
  read_bands(image, options.patch_px, [&](auto read, std::int64_t height) {
    std::vector<std::uint8_t> band(read.begin(), read.end());
    if (of_slide) {
      of_slide->apply(band, band);
      rows(band);
      return;
    }
    for_patches(width, options.patch_px, [&](auto begin, auto end) {
      auto patch = patch_of(read, width, height, begin, end);
      const auto colours = colours_of(patch);
      ++notes.patches;
      std::optional<Stains> found;
      if (stained_pixels(colours) < options.least_pixels) {
        ++notes.near_empty;
      } else {
        found = fit_stains(colours, options.macenko);
      }
      if (!found) {
        ++notes.left_as_they_were;
        return;
      }
      StainMap(*found, to, options.macenko.rules).apply(patch, patch);
      put_back(patch, width, begin, end, band);
    });
    rows(band);
  });
  return notes;
}

namespace {

// What a report should say of the result, and what its maker said before.
std::string remark_of(const Image& image, const NormalisedOptions& options,
                      const std::string& target) {
  return concat(
      image.remark(), image.remark().empty() ? "" : "; it ",
      "has its stains brought to those of ", target, " (Macenko, fitted ",
      options.fit == StainFit::slide ? "to the slide)" : "to each patch)");
}

}  // namespace

StepKind normalised_picture_step() {
  return StepKind("normalised_picture", 1,
                  "A picture whose two stains are brought to those of "
                  "another.")
      .numeric(Numeric::libm)
      .applies<File>("picture", "picture at full resolution")
      .applies<File>("target",
                     "picture whose stains are wanted; without one, "
                     "reference stains")
      .optional()
      .option("fit", &NormalisedOptions::fit,
              "from which pixels the stains are taken")
      .option("patch_px", &NormalisedOptions::patch_px, "side of a patch",
              {16, 8192})
      .unit("px")
      .option("least_pixels", &NormalisedOptions::least_pixels,
              "a patch with fewer that hold stain teaches nothing", {0, {}})
      .option("rules", &MacenkoOptions::rules,
              "how percentiles are taken and what is too bright is cut")
      .option("eigenvectors", &MacenkoOptions::signs,
              "which of its two directions an eigenvector has")
      .needs([](const Options&, const InputSizes& sizes) {
        // Counts of colours; rows of patches of a picture that is packed.
        return Needs{.memory_bytes = 768 * kMiB,
                     .seconds = 1 + 3e-6 * static_cast<double>(sizes.total())};
      })
      .makes_into<File>(
          [](const Inputs& in, const Options& given, const fs::path& out) {
            auto options = given.as<NormalisedOptions>();
            options.macenko = given.as<MacenkoOptions>();
            const auto file = in.get<File>("picture");
            const auto image = Image::open(file.path, file.name);
            Stains to = reference_stains();
            std::string target = "a reference";
            if (in.has("target")) {
              const auto of = in.get<File>("target");
              NormalisedNotes notes;
              to = stains_of(*Image::open(of.path, of.name), of.name, options,
                             notes);
              target = of.name;
            }
            PngWriter picture(out / "normalised_picture.png", image->width_px(),
                              image->height_px(),
                              remark_of(*image, options, target));
            const NormalisedNotes notes =
                normalise_picture(*image, file.name, to, options,
                                  [&](auto rows) { picture.add(rows); });
            picture.finish();
            log_line(concat(notes.near_empty, " of ", notes.patches,
                            " patches are near empty, ",
                            notes.left_as_they_were, " stay as they were"));
          });
}

}  // namespace moonstain
