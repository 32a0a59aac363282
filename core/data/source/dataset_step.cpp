#include "core/data/source/dataset_step.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/image.h"
#include "core/data/image/remarks.h"
#include "core/data/source/cell_tables.h"
#include "core/data/source/hest.h"
#include "core/data/source/legacy_st.h"
#include "core/data/source/picture_content.h"
#include "core/data/source/section_sheet.h"
#include "core/data/source/spatialdata.h"
#include "core/data/source/visium.h"
#include "core/data/source/xenium.h"
#include "core/data/stored/geometry.h"
#include "core/data/stored/scale.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

namespace {

// A window around a spot must have a place in numbers of pixels.
constexpr double kFarthestPx = 1e6;

}  // namespace

void set_picture_size(Dataset& dataset, std::string_view picture_name,
                      std::int64_t width_px, std::int64_t height_px,
                      const PictureCheck& how) {
  std::int64_t outside = 0;
  for (Eigen::Index spot = 0; spot < dataset.pixel_xy.rows(); ++spot) {
    const double x = dataset.pixel_xy(spot, 0);
    const double y = dataset.pixel_xy(spot, 1);
    if (x >= 0 && y >= 0 && x < static_cast<double>(width_px) &&
        y < static_cast<double>(height_px)) {
      continue;
    }
    ++outside;
    check(
        how.as_given && std::abs(x) < kFarthestPx && std::abs(y) < kFarthestPx,
        "section ", dataset.section, ": spot ",
        dataset.spots[static_cast<std::size_t>(spot)], " lies at (", x, ", ", y,
        ") px, outside of picture ", picture_name, " of ", width_px, " x ",
        height_px, " px",
        how.hint.empty()
            ? "; is the picture of this section, and at full resolution?"
            : how.hint);
  }
  if (outside > 0) {
    dataset.remarks.push_back(
        concat("taken as given: ", outside, " of ", dataset.spots.size(),
               " spots lie outside of picture ", picture_name));
  }
  dataset.picture_width_px = width_px;
  dataset.picture_height_px = height_px;
}

namespace {

/// Whether what positions or scales say is held against the rest.
enum class Acceptance { checked, as_given };

/// How the files of a section are laid out.
enum class Layout { legacy_st, hest, visium, cell_tables, xenium, spatialdata };

struct DatasetOptions {
  Layout layout = Layout::legacy_st;
  double um_per_px = 0;
  double spot_pitch_um = 0;
  PictureIs picture_is = PictureIs::full;
  Acceptance geometry = Acceptance::checked;
  Acceptance scale = Acceptance::checked;
};

}  // namespace

template <>
struct KindWords<Layout> {
  static constexpr std::string_view kAll[] = {
      "legacy_st", "hest", "visium", "cell_tables", "xenium", "spatialdata"};
};
template <>
struct KindWords<PictureIs> {
  static constexpr std::string_view kAll[] = {"full", "hires", "lowres"};
};
template <>
struct KindWords<Acceptance> {
  static constexpr std::string_view kAll[] = {"checked", "as_given"};
};

namespace {

// An input that this layout does not read would be ignored: it is refused.
void check_inputs(const Inputs& in, Layout layout,
                  std::initializer_list<std::string_view> needed,
                  std::initializer_list<std::string_view> read) {
  const std::string_view word = word_of(layout);
  for (const std::string_view name : needed) {
    check(in.has(name), "dataset: layout = \"", word, "\" needs the file `",
          name, "`");
  }
  for (const std::string& name : in.names()) {
    const auto among = [&](const auto& names) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    check(name == "counts" || name == "picture" || among(needed) || among(read),
          "dataset: layout = \"", word, "\" does not read the file `", name,
          "`");
  }
}

/// A section, and what its bundle says of positions where it is one.
struct Section {
  Dataset dataset;
  std::optional<XeniumScene> scene = {};
};

Section read_section(const Inputs& in, const Options& options) {
  const auto how = options.as<DatasetOptions>();
  const auto bundle = options.as<XeniumOptions>();
  const auto sheet = options.as<SectionSheet>();
  const double unmatched = options.as<LegacySection>().most_unmatched;
  check(how.layout == Layout::visium || how.picture_is == PictureIs::full,
        "dataset: layout = \"", word_of(how.layout),
        "\" knows no picture_is = ", "\"", word_of(how.picture_is),
        "\", which is of Space Ranger's pictures");
  const bool is_of_cells =
      how.layout == Layout::cell_tables || how.layout == Layout::xenium ||
      how.layout == Layout::hest || how.layout == Layout::spatialdata;
  check(sheet.lattice != Lattice::none || is_of_cells, "dataset: layout = \"",
        word_of(how.layout),
        "\" is of spots on an array; lattice = \"none\" is of cells");
  check(sheet.lattice != Lattice::none || how.spot_pitch_um == 0,
        "dataset: spot_pitch_um = ", how.spot_pitch_um,
        " is of an array, and cells (lattice = \"none\") lie on none; leave it "
        "out");
  check(how.layout == Layout::xenium || bundle == XeniumOptions(),
        "dataset: layout = \"", word_of(how.layout),
        "\" knows no alignment_is, cell_names, control_types, least_qv and "
        "transcripts_of, which are of Xenium's bundles");
  const auto of_store = options.as<SpatialDataOptions>();
  check(how.layout == Layout::spatialdata ||
            (of_store.region.empty() && of_store.coordinate_system.empty()),
        "dataset: layout = \"", word_of(how.layout),
        "\" knows no region and coordinate_system, which are of SpatialData");
  const auto counts = in.get<File>("counts");
  switch (how.layout) {
    case Layout::hest: {
      check_inputs(in, how.layout, {}, {"metadata", "patches"});
      return {read_hest(counts.path, counts.name, sheet,
                        in.get_or_none<File>("patches"))};
    }
    case Layout::xenium: {
      check_inputs(in, how.layout, {"spots"},
                   {"metadata", "alignment", "barcodes", "features"});
      XeniumScene scene = read_xenium_scene(in.get_or_none<File>("metadata"),
                                            in.get_or_none<File>("alignment"),
                                            bundle.alignment_is, how.um_per_px);
      Dataset dataset =
          read_xenium({.counts = counts,
                       .barcodes = in.get_or_none<File>("barcodes"),
                       .features = in.get_or_none<File>("features"),
                       .cells = in.get<File>("spots")},
                      sheet, scene.placement, bundle, unmatched);
      return {std::move(dataset), std::move(scene)};
    }
    case Layout::visium: {
      check_inputs(in, how.layout, {"spots"},
                   {"barcodes", "features", "scale_factors"});
      return {
          read_visium({.counts = counts,
                       .barcodes = in.get_or_none<File>("barcodes"),
                       .features = in.get_or_none<File>("features"),
                       .positions = in.get<File>("spots"),
                       .scale_factors = in.get_or_none<File>("scale_factors")},
                      sheet, how.picture_is, unmatched)};
    }
    case Layout::cell_tables: {
      check_inputs(in, how.layout, {"spots"}, {});
      return {
          read_cell_tables(counts, in.get<File>("spots"), sheet, unmatched)};
    }
    case Layout::spatialdata: {
      check_inputs(in, how.layout, {}, {});
      return {read_spatialdata(counts, sheet, of_store)};
    }
    case Layout::legacy_st:
      break;
  }
  check_inputs(in, how.layout, {"spots"}, {"gene_names"});
  const auto spots = in.get<File>("spots");
  LegacySection about{sheet};
  about.most_unmatched = unmatched;
  return {read_legacy_st(
      counts.path, counts.name, spots.path, spots.name, about,
      in.has("gene_names") ? in.get<File>("gene_names").path : fs::path())};
}

Dataset checked_section(const Inputs& in, const Options& options) {
  const auto how = options.as<DatasetOptions>();
  auto [out, scene] = read_section(in, options);
  out.spot_pitch_um = how.spot_pitch_um;
  ScaleSources scales{.given = how.um_per_px};
  if (scene) scales.given = scene->placement.um_per_px;
  if (scales.given == 0) scales.given = out.um_per_px;
  if (how.layout == Layout::hest && in.has("metadata")) {
    const auto file = in.get<File>("metadata");
    const double said = hest_um_per_px(read_file(file.path), file.name, out);
    if (scales.given == 0) scales.given = said;
  }
  std::string picture_name;
  if (in.has("picture")) {
    const auto picture = in.get<File>("picture");
    const auto image = Image::open(picture.path, picture.name);
    std::string hint;
    if (in.has("scale_factors") && how.picture_is == PictureIs::full) {
      hint = smaller_picture_hint(
          out, read_scale_factors(in.get<File>("scale_factors")),
          image->width_px(), image->height_px());
    }
    if (scene) {
      check_alignment_scale(*scene, picture.name, image->um_per_px());
      hint = outside_hint(*scene, out.pixel_xy, image->width_px(),
                          image->height_px());
    }
    set_picture_size(out, picture.name, image->width_px(), image->height_px(),
                     {how.geometry == Acceptance::as_given, hint});
    scales.file = image->um_per_px();
    picture_name = picture.name;
    for (std::string& remark : remarks_on(*image, picture.name)) {
      out.remarks.push_back(std::move(remark));
    }
    out.picture_content = content_of_picture(*image, out);
  }
  settle_geometry(out, how.geometry == Acceptance::as_given);
  settle_scale(out, scales, picture_name, how.scale == Acceptance::as_given);
  for (const std::string& remark : out.remarks) log_line(remark);
  for (const auto& [reason, number] : out.left_out) {
    log_line(concat("left out ", number, ": ", reason));
  }
  return std::move(out);
}

}  // namespace

StepKind dataset_step() {
  return StepKind("dataset", 4,
                  "Counts and spot positions of one section, joined.")
      .applies<File>("counts",
                     "counts, spots by genes: a table; a .h5ad; matrix.mtx or "
                     ".h5 of Space Ranger or Xenium; Xenium's transcripts; "
                     "or a packed SpatialData store")
      .applies<File>("spots", "table of positions of spots, or cells")
      .optional()
      .applies<File>("picture",
                     "picture at full resolution, or as picture_is "
                     "says")
      .optional()
      .applies<File>("gene_names", "table gene_id, gene_name")
      .optional()
      .applies<File>("barcodes", "barcodes.tsv of a matrix.mtx")
      .optional()
      .applies<File>("features", "features.tsv or genes.tsv of a matrix.mtx")
      .optional()
      .applies<File>("scale_factors", "scalefactors_json.json of Space Ranger")
      .optional()
      .applies<File>("metadata",
                     "HEST's metadata/ID.json of the sample, or Xenium's "
                     "experiment.xenium")
      .optional()
      .applies<File>("patches",
                     "HEST's patches/ID.h5, for `hest_patches`: spots without "
                     "a patch there are left out")
      .optional()
      .applies<File>("alignment",
                     "matrix of Xenium Explorer, where the picture is not the "
                     "bundle's own")
      .optional()
      .option("layout", &DatasetOptions::layout, "how the files are laid out")
      .option("section", &LegacySection::section,
              "name of the section, with its data set's")
      .required()
      .option("patient", &LegacySection::patient, "patient the section is of")
      .required()
      .option("lattice", &LegacySection::lattice, "how the spots lie")
      .option("um_per_px", &DatasetOptions::um_per_px,
              "scale of the picture; 0 = as its file or the array says",
              {0, {}})
      .unit("um")
      .option("spot_pitch_um", &DatasetOptions::spot_pitch_um,
              "from a spot to its nearest in the array; 0 = not known", {0, {}})
      .unit("um")
      .option("picture_is", &DatasetOptions::picture_is,
              "which picture of Space Ranger's is given: positions are "
              "multiplied by its scale factor")
      .option("alignment_is", &XeniumOptions::alignment_is,
              "which way the alignment's matrix takes positions")
      .option("cell_names", &XeniumOptions::cell_names,
              "what cells are called: as in the bundle, or by their row in its "
              "table of cells, from 1, as labels are")
      .option("control_types", &XeniumOptions::control_types,
              "types of features that are controls, beside those that are "
              "known")
      .option("least_qv", &XeniumOptions::least_qv,
              "quality that a transcript must have to count", {0, {}})
      .option("transcripts_of", &XeniumOptions::transcripts_of,
              "where a transcript must lie to count")
      .option("region", &SpatialDataOptions::region,
              "what a row of SpatialData's table must annotate to be of the "
              "section; empty: the only one")
      .option("coordinate_system", &SpatialDataOptions::coordinate_system,
              "SpatialData's, whose unit is the picture's pixel; empty: the "
              "only one")
      .option("geometry", &DatasetOptions::geometry,
              "whether positions must fit the array and the picture, or are "
              "taken as they are")
      .option("scale", &DatasetOptions::scale,
              "whether the scales that are given, of the picture's file and "
              "of the array must agree, or the first of them is taken")
      .option("most_unmatched", &LegacySection::most_unmatched,
              "largest share of spots that may find no partner", {0, 1})
      .needs([](const Options& options, const InputSizes& sizes) {
        const std::uint64_t counts = sizes.of("counts");
        std::uint64_t memory = 40 * counts;
        if (options.as<DatasetOptions>().layout == Layout::xenium) {
          // Transcripts are read a part at a time.
          memory = std::min(memory, 6 * 1024 * kMiB + 3 * counts) +
                   20 * sizes.of("spots");
        }
        return Needs{.memory_bytes = 256 * kMiB + memory,
                     .seconds = 1 + 1e-6 * static_cast<double>(counts)};
      })
      .makes<Dataset>(checked_section);
}

}  // namespace moonstain
