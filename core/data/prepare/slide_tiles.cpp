#include "core/data/prepare/slide_tiles.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/random.h"
#include "core/data/image/remarks.h"
#include "core/data/source/picture_content.h"
#include "core/data/stored/geometry.h"
#include "core/data/stored/scale.h"
#include "core/data/tissue/saturation_mask.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

struct Tile {
  std::int64_t column = 0;
  std::int64_t row = 0;
};

double scale_of(const Image& slide, const std::string& name, double given) {
  const double file = is_scale(slide.um_per_px()) ? slide.um_per_px() : 0;
  check(given > 0 || file > 0, "slide_tiles: the file of ", name,
        " does not say how wide a pixel is; give um_per_px");
  check(given == 0 || file == 0 || about_equal(given, file),
        "slide_tiles: um_per_px = ", given, ", the file of ", name, " says ",
        file, " um a pixel; without um_per_px the file's is taken");
  return given > 0 ? given : file;
}

// How many pixels of a mask are tissue in any rectangle: sums over all that
// lies above and to the left.
class TissueSums {
 public:
  TissueSums(const std::vector<std::uint8_t>& mask, std::int64_t width,
             std::int64_t height)
      : stride_(width + 1),
        sums_(static_cast<std::size_t>((width + 1) * (height + 1)), 0) {
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        at(x + 1, y + 1) = at(x, y + 1) + at(x + 1, y) - at(x, y) +
                           mask[static_cast<std::size_t>(y * width + x)];
      }
    }
  }

  std::int64_t within(std::int64_t x0, std::int64_t y0, std::int64_t x1,
                      std::int64_t y1) const {
    return get(x1, y1) - get(x0, y1) - get(x1, y0) + get(x0, y0);
  }

 private:
  std::int64_t& at(std::int64_t x, std::int64_t y) {
    return sums_[static_cast<std::size_t>(y * stride_ + x)];
  }
  std::int64_t get(std::int64_t x, std::int64_t y) const {
    return sums_[static_cast<std::size_t>(y * stride_ + x)];
  }

  std::int64_t stride_;
  std::vector<std::int64_t> sums_;
};

// Where tiles lie: those that are whole in the slide.
struct TileGrid {
  double pitch_px = 0;
  double tile_px = 0;
  double shift = 0;  ///< pitches

  double centre(std::int64_t place) const {
    return (static_cast<double>(place) + 0.5 + shift) * pitch_px;
  }
  std::int64_t places(std::int64_t length_px) const {
    std::int64_t count = 0;
    while (centre(count) + tile_px / 2 <= static_cast<double>(length_px)) {
      ++count;
    }
    return count;
  }
};

// Pixels of the mask whose centres a tile holds, along one axis; at least the
// one below the tile's centre.
std::pair<std::int64_t, std::int64_t> span_of(double centre, double side,
                                              double px_of_mask) {
  const auto first_from = [&](double at) {
    return static_cast<std::int64_t>(std::ceil(at / px_of_mask - 0.5));
  };
  const auto below = static_cast<std::int64_t>(centre / px_of_mask);
  return {std::min(first_from(centre - side / 2), below),
          std::max(first_from(centre + side / 2), below + 1)};
}

std::vector<Tile> tiles_with_tissue(const Image& slide, const TileGrid& grid,
                                    double um_per_px, double least_tissue) {
  const double longest =
      static_cast<double>(std::max(slide.width_px(), slide.height_px()));
  const Picture small = slide.overview(std::max<std::int64_t>(
      1, std::llround(longest * um_per_px / kTissueUmPerPx)));
  const TissueSums sums(saturation_mask(small), small.width_px,
                        small.height_px);
  const double across = static_cast<double>(slide.width_px()) /
                        static_cast<double>(small.width_px);
  const double down = static_cast<double>(slide.height_px()) /
                      static_cast<double>(small.height_px);
  const std::int64_t columns = grid.places(slide.width_px());
  std::vector<Tile> tiles;
  for (std::int64_t row = 0; row < grid.places(slide.height_px()); ++row) {
    const auto [y0, y1] = span_of(grid.centre(row), grid.tile_px, down);
    for (std::int64_t column = 0; column < columns; ++column) {
      const auto [x0, x1] = span_of(grid.centre(column), grid.tile_px, across);
      const auto tissue = static_cast<double>(sums.within(x0, y0, x1, y1));
      const auto pixels = static_cast<double>((x1 - x0) * (y1 - y0));
      if (tissue >= least_tissue * pixels) tiles.push_back({column, row});
    }
  }
  return tiles;
}

// Blocks in random order, the tiles of each from the top: what is kept of
// fewer tiles is a part of what is kept of more.
std::vector<Tile> drawn_blocks(const std::vector<Tile>& tiles, std::size_t most,
                               const SlideTilesOptions& options) {
  if (tiles.size() <= most) return tiles;
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Tile>> blocks;
  for (const Tile& tile : tiles) {
    blocks[{tile.row / options.block_tiles, tile.column / options.block_tiles}]
        .push_back(tile);
  }
  std::vector<const std::vector<Tile>*> in_order;
  for (const auto& [place, of_block] : blocks) in_order.push_back(&of_block);
  RandomStream stream(options.seed, "slide_tiles",
                      concat("blocks of ", options.section));
  std::vector<Tile> kept;
  for (const std::size_t block : stream.permutation(in_order.size())) {
    for (const Tile& tile : *in_order[block]) {
      if (kept.size() == most) break;
      kept.push_back(tile);
    }
  }
  std::sort(kept.begin(), kept.end(), [](const Tile& a, const Tile& b) {
    return std::pair(a.row, a.column) < std::pair(b.row, b.column);
  });
  return kept;
}

// Positions are made of the picture itself: what the geometry of an array may
// not be (all in one corner) a slide's tissue may.
void note_geometry(Dataset& dataset) {
  const Geometry geometry = geometry_of(dataset);
  dataset.geometry = !fault_of(dataset, geometry).empty() ? "as_given"
                     : geometry.unchecked.empty()         ? "checked"
                                                          : "not checked";
}

}  // namespace

Dataset slide_tiles(const Image& slide, const std::string& name,
                    const SlideTilesOptions& options) {
  const double um_per_px = scale_of(slide, name, options.um_per_px);
  check(options.tile_um <= options.pitch_um, "slide_tiles: tiles of ",
        options.tile_um, " um at a pitch of ", options.pitch_um,
        " um overlap; a tile is at most as wide as the pitch");
  const TileGrid grid{.pitch_px = options.pitch_um / um_per_px,
                      .tile_px = options.tile_um / um_per_px,
                      .shift = options.shift_pitches};
  check(grid.tile_px >= 2, "slide_tiles: a tile of ", options.tile_um,
        " um is ", fixed(grid.tile_px, 2), " px of ", name, " at ", um_per_px,
        " um a pixel, expected at least 2");
  const std::vector<Tile> found =
      tiles_with_tissue(slide, grid, um_per_px, options.least_tissue);
  check(!found.empty(), "slide_tiles: no tile of ", name, " (",
        slide.width_px(), " x ", slide.height_px(), " px at ", um_per_px,
        " um) has ", options.least_tissue,
        " of tissue or more; is it a stained slide, and the scale its own?");
  const auto cap = static_cast<std::size_t>(options.most_tiles);
  const std::size_t of_all = std::min(found.size(), cap);
  const auto most = std::max<std::size_t>(
      1, static_cast<std::size_t>(options.share * static_cast<double>(of_all)));
  const std::vector<Tile> kept = drawn_blocks(found, most, options);

  Dataset out;
  out.section = options.section;
  out.patient = options.patient;
  out.um_per_px = um_per_px;
  out.spot_pitch_um = options.pitch_um;
  out.picture_width_px = slide.width_px();
  out.picture_height_px = slide.height_px();
  out.array_xy.resize(static_cast<Eigen::Index>(kept.size()), 2);
  out.pixel_xy.resize(static_cast<Eigen::Index>(kept.size()), 2);
  for (const Tile& tile : kept) {
    const auto spot = static_cast<Eigen::Index>(out.spots.size());
    out.spots.push_back(concat(tile.column, "x", tile.row));
    out.array_xy.row(spot) << static_cast<std::int32_t>(tile.column),
        static_cast<std::int32_t>(tile.row);
    out.pixel_xy.row(spot) << grid.centre(tile.column), grid.centre(tile.row);
  }
  out.counts.rows = static_cast<std::int64_t>(kept.size());
  out.counts.row_starts.assign(kept.size() + 1, 0);
  const std::int64_t all =
      grid.places(slide.width_px()) * grid.places(slide.height_px());
  out.leave_out(concat("less than ", options.least_tissue, " tissue"),
                all - static_cast<std::int64_t>(found.size()));
  out.leave_out(concat("beyond ", options.most_tiles, " tiles"),
                static_cast<std::int64_t>(found.size() - of_all));
  out.leave_out(concat("beyond a share of ", options.share),
                static_cast<std::int64_t>(of_all - kept.size()));
  out.remarks = remarks_on(slide, name);
  out.picture_content = content_of_picture(slide, out);
  note_geometry(out);
  return out;
}

StepKind slide_tiles_step() {
  return StepKind("slide_tiles", 1,
                  "Tiles of a slide that hold tissue, as a section without "
                  "genes.")
      .applies<File>("slide", "picture with a scale: SVS, NDPI, TIFF, ...")
      .option("section", &SlideTilesOptions::section,
              "name of the slide, with its data set's")
      .required()
      .option("patient", &SlideTilesOptions::patient, "patient the slide is of")
      .required()
      .option("um_per_px", &SlideTilesOptions::um_per_px,
              "scale of the slide; 0 = as its file says", {0, {}})
      .unit("um")
      .option("tile_um", &SlideTilesOptions::tile_um,
              "side of a tile on the tissue", {1, {}})
      .unit("um")
      .option("pitch_um", &SlideTilesOptions::pitch_um,
              "from a tile to its neighbour", {1, {}})
      .unit("um")
      .option("least_tissue", &SlideTilesOptions::least_tissue,
              "share of a tile that is tissue", {0, 1})
      .option("most_tiles", &SlideTilesOptions::most_tiles,
              "of more, contiguous blocks are drawn", {1, {}})
      .option("block_tiles", &SlideTilesOptions::block_tiles,
              "side of such a block", {1, {}})
      .unit("tiles")
      .option("share", &SlideTilesOptions::share,
              "of these tiles, drawn likewise: 0.5 for the arm with half of "
              "them",
              {0, 1})
      .option("shift_pitches", &SlideTilesOptions::shift_pitches,
              "of the grid, to the right and down: 0.5 for the shifted arm",
              {0, 1})
      .unit("pitches")
      .option("seed", &SlideTilesOptions::seed, "of the blocks drawn")
      .needs([](const Options&, const InputSizes& sizes) {
        // A level of the slide at once, and what OpenSlide keeps of its tiles.
        return Needs{
            .memory_bytes = 768 * kMiB,
            .seconds = 2 + 2e-8 * static_cast<double>(sizes.of("slide"))};
      })
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        const auto file = in.get<File>("slide");
        const auto slide = Image::open(file.path, file.name);
        Dataset out =
            slide_tiles(*slide, file.name, options.as<SlideTilesOptions>());
        for (const std::string& remark : out.remarks) log_line(remark);
        log_line(concat(out.spots.size(), " tiles of ", out.section));
        for (const auto& [reason, number] : out.left_out) {
          log_line(concat("left out ", number, " tile(s): ", reason));
        }
        return out;
      });
}

}  // namespace moonstain
