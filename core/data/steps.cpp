#include "core/data/steps.h"

#include "core/base/file.h"
#include "core/data/image/image.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/expression.h"
#include "core/data/prepare/placement.h"
#include "core/data/prepare/scramble.h"
#include "core/data/source/legacy_st.h"
#include "core/data/source/synthetic.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/targets.h"

namespace moonstain {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

std::uint64_t size_of(const InputSizes& sizes, const std::string& input) {
  const auto found = sizes.find(input);
  return found == sizes.end() ? 0 : found->second;
}

StepKind dataset_step() {
  return StepKind("dataset", 1,
                  "Counts and spot positions of one section, joined.")
      .applies<File>("counts", "table of counts, spots by genes")
      .applies<File>("spots", "table of spot positions")
      .applies<File>("picture", "picture at full resolution")
      .optional()
      .applies<File>("gene_names", "table gene_id, gene_name")
      .optional()
      .choice("layout", {"legacy_st"}, "how the tables are laid out")
      .text("section", nullptr, "name of the section, with its data set's")
      .text("patient", nullptr, "patient the section is of")
      .choice("lattice", {"square", "hexagonal"}, "how the spots lie")
      .number("um_per_px", 0.0, "scale of the picture; 0 = as its file says",
              {0, {}})
      .unit("um")
      .number("most_unmatched", 0.1,
              "largest share of spots that may find no partner", {0, 1})
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{256 * kMiB + 40 * size_of(sizes, "counts"),
                     1 + 1e-6 * static_cast<double>(size_of(sizes, "counts"))};
      })
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        const auto counts = in.get<File>("counts");
        const auto spots = in.get<File>("spots");
        LegacySection about{options.text("section"), options.text("patient"),
                            options.choice("lattice") == "square"
                                ? Lattice::square
                                : Lattice::hexagonal,
                            options.number("most_unmatched")};
        Dataset out = read_legacy_st(
            counts.path, counts.name, spots.path, spots.name, about,
            in.has("gene_names") ? in.get<File>("gene_names").path
                                 : fs::path());
        out.um_per_px = options.number("um_per_px");
        if (in.has("picture")) {
          const auto picture = in.get<File>("picture");
          const auto image = Image::open(picture.path, picture.name);
          set_picture_size(out, picture.name, image->width_px(),
                           image->height_px());
          if (out.um_per_px == 0) out.um_per_px = image->um_per_px();
        }
        for (const auto& [reason, number] : out.left_out) {
          log_line(concat("left out ", number, " spot(s): ", reason));
        }
        return out;
      });
}

StepKind grid_step() {
  return StepKind("grid", 1, "Where each spot lies on a rectangular grid.")
      .applies<Dataset>("dataset", "spots with their array positions")
      .integer("rows", 80, "rows of the grid", {3, {}})
      .integer("columns", 64, "columns of the grid", {1, {}})
      .integer("row_offset", 1, "grid row of array row 0", {0, 2})
      .makes<GridMap>([](const Inputs& in, const Options& options) {
        return place_on_grid(
            in.get<Dataset>("dataset"), options.integer("rows"),
            options.integer("columns"), options.integer("row_offset"));
      });
}

StepKind patches_step() {
  return StepKind("patches", 1, "Square crops centred on the spots.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .applies<File>("picture", "picture at full resolution")
      .integer("crop_px", 224, "side of a crop, at full resolution", {2, {}})
      .unit("px")
      .integer("tile_px", 224, "side of a stored tile", {1, {}})
      .unit("px")
      .integer("jpeg_quality", 0, "of a round trip through JPEG; 0 = none",
               {0, 100})
      .flag("blank", true, "add a white tile for cells without a spot")
      .choice("edge", {"black", "refuse", "drop"},
              "what a crop that passes the border does")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{512 * kMiB + 2 * size_of(sizes, "dataset"),
                     2 + 3e-7 * static_cast<double>(size_of(sizes, "picture"))};
      })
      .makes<Patches>([](const Inputs& in, const Options& options) {
        const auto picture = in.get<File>("picture");
        CropOptions crop;
        crop.crop_px = options.integer("crop_px");
        crop.tile_px = options.integer("tile_px");
        crop.jpeg_quality = static_cast<int>(options.integer("jpeg_quality"));
        crop.blank = options.flag("blank");
        const std::string edge = options.choice("edge");
        crop.edge = edge == "black"    ? Edge::black
                    : edge == "refuse" ? Edge::refuse
                                       : Edge::drop;
        return crop_patches(in.get<Dataset>("dataset"),
                            *Image::open(picture.path, picture.name), crop);
      });
}

StepKind targets_step() {
  return StepKind("targets", 1, "Measured expression, normalised.")
      .numeric(Numeric::libm)
      .applies<Dataset>("dataset", "counts of a section")
      .learns<File>("genes", Learned::selection,
                    "names of the genes wanted, one a line")
      .optional()
      .choice("total", {"all", "chosen"},
              "genes whose counts make a spot's total")
      .number("scale_to", 1e4, "what a spot's total is scaled to")
      .choice("log", {"ln_1p", "log10_1p", "none"}, "logarithm of 1 + x")
      .makes<Targets>([](const Inputs& in, const Options& options) {
        std::vector<std::string> genes;
        if (in.has("genes")) {
          const auto file = in.get<File>("genes");
          genes = parse_gene_list(read_file(file.path), file.name);
        }
        const std::string log = options.choice("log");
        return normalise(
            in.get<Dataset>("dataset"), genes,
            options.choice("total") == "all" ? Total::all : Total::chosen,
            options.number("scale_to"),
            log == "ln_1p"      ? Log::ln_1p
            : log == "log10_1p" ? Log::log10_1p
                                : Log::none);
      });
}

SyntheticOptions synthetic_options(const Options& options) {
  return {options.integer("seed"),  options.text("section"),
          options.text("patient"),  options.integer("side"),
          options.integer("genes"), options.number("mean_count"),
          options.number("signal"), options.number("leak")};
}

StepKind with_synthetic_options(StepKind kind) {
  return std::move(kind)
      .numeric(Numeric::libm)
      .integer("seed", 0, "everything made up follows from it")
      .text("section", nullptr, "name of the section")
      .text("patient", nullptr, "patient, with a number at its end")
      .integer("side", 16, "spots along a side", {2, 512})
      .integer("genes", 40, "number of genes", {1, 100000})
      .number("mean_count", 5.0, "typical count of a gene in a spot", {0, 1e6})
      .number("signal", 0.5, "strength of what a picture tells everywhere",
              {0, 10})
      .number("leak", 0.0, "strength of what holds within one patient",
              {0, 10});
}

StepKind synthetic_dataset_step() {
  return with_synthetic_options(StepKind("synthetic_dataset", 1,
                                         "A made-up section with known truth."))
      .makes<Dataset>([](const Inputs&, const Options& options) {
        return synthetic_dataset(synthetic_options(options));
      });
}

StepKind synthetic_patches_step() {
  return with_synthetic_options(
             StepKind("synthetic_patches", 1,
                      "Tiles of a made-up section; options as for its "
                      "synthetic_dataset.")
                 .applies<Dataset>("dataset", "the made-up section"))
      .integer("tile_px", 64, "side of a tile", {8, 1024})
      .unit("px")
      .flag("blank", true, "add a white tile for cells without a spot")
      .makes<Patches>([](const Inputs& in, const Options& options) {
        return synthetic_patches(
            in.get<Dataset>("dataset"), synthetic_options(options),
            options.integer("tile_px"), options.flag("blank"));
      });
}

StepKind scrambled_dataset_step() {
  return StepKind("scrambled_dataset", 1,
                  "A section whose counts are those of other spots and genes; "
                  "`check --leaks` puts it in the place of a held-out one.")
      .applies<Dataset>("dataset", "the section")
      .integer("seed", 1, "which copy")
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        return scrambled(in.get<Dataset>("dataset"), options.integer("seed"));
      });
}

StepKind scrambled_patches_step() {
  return StepKind("scrambled_patches", 1,
                  "Tiles of other spots in other colours; `check --leaks` puts "
                  "them in the place of a held-out section's.")
      .applies<Patches>("patches", "tiles of the section")
      .integer("seed", 1, "which copy")
      .makes<Patches>([](const Inputs& in, const Options& options) {
        return scrambled(in.get<Patches>("patches"), options.integer("seed"));
      });
}

}  // namespace

std::vector<StepKind> data_steps() {
  std::vector<StepKind> steps;
  steps.push_back(dataset_step());
  steps.push_back(grid_step());
  steps.push_back(patches_step());
  steps.push_back(targets_step());
  steps.push_back(synthetic_dataset_step());
  steps.push_back(synthetic_patches_step());
  steps.push_back(scrambled_dataset_step());
  steps.push_back(scrambled_patches_step());
  return steps;
}

}  // namespace moonstain
