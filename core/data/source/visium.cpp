#include "core/data/source/visium.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/optional_members.h"
#include "core/base/plain_text.h"
#include "core/base/table.h"
#include "core/data/parquet/reader.h"
#include "core/data/source/json_file.h"
#include "core/data/source/kept_counts.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

struct Position {
  bool under_tissue = false;
  std::int32_t array_x = 0;
  std::int32_t array_y = 0;
  double x = 0;  // pixels at full resolution
  double y = 0;
};

using Positions = std::unordered_map<std::string, Position>;

// Whether there is a header is told by its words: files of one name have it or
// have it not.
Table positions_table(const File& file) {
  std::string text = plain_text(read_file(file.path), file.name);
  const std::string_view first =
      std::string_view(text).substr(0, text.find('\n'));
  if (first.find("in_tissue") != first.npos) {
    return Table::parse(std::move(text), file.name);
  }
  return Table::without_header(
      std::move(text), file.name,
      {"barcode", "in_tissue", "array_row", "array_col", "pxl_row_in_fullres",
       "pxl_col_in_fullres"});
}

std::int32_t array_position(std::int64_t value, const char* column,
                            const std::string& place) {
  check(value >= 0 && value < 1'000'000, place, ": ", column, " is ", value,
        ", expected a position in the array");
  return static_cast<std::int32_t>(value);
}

/// Columns of positions, as a row has them.
struct PositionRow {
  std::string barcode;
  std::int64_t in_tissue = 0;
  std::int64_t array_row = 0;
  std::int64_t array_col = 0;
  double pixel_row = 0;
  double pixel_col = 0;
};

void add_position(const PositionRow& row, const std::string& place,
                  Positions& out) {
  const Position one{row.in_tissue == 1,
                     array_position(row.array_col, "array_col", place),
                     array_position(row.array_row, "array_row", place),
                     row.pixel_col, row.pixel_row};
  check(std::isfinite(one.x) && std::isfinite(one.y), place,
        ": the position in pixels is not a number");
  check(out.emplace(row.barcode, one).second, place, ": barcode ", row.barcode,
        " is there twice");
}

void read_position_table(const File& file, Positions& out) {
  const Table table = positions_table(file);
  const std::size_t barcode = table.column("barcode");
  const std::size_t in_tissue = table.column("in_tissue");
  const std::size_t array_row = table.column("array_row");
  const std::size_t array_col = table.column("array_col");
  const std::size_t pixel_row = table.column("pxl_row_in_fullres");
  const std::size_t pixel_col = table.column("pxl_col_in_fullres");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    add_position(
        {std::string(table.field(row, barcode)), table.integer(row, in_tissue),
         table.integer(row, array_row), table.integer(row, array_col),
         table.number(row, pixel_row), table.number(row, pixel_col)},
        table.place(row), out);
  }
}

// Of Visium HD, which has millions of bins: a group of rows at a time.
void read_position_parquet(const File& file, Positions& out) {
  const parquet::Reader in(file.path, file.name);
  std::size_t before = 0;
  for (std::size_t group = 0; group < in.groups(); ++group) {
    const auto barcode = in.texts("barcode", group);
    const auto in_tissue = in.integers("in_tissue", group);
    const auto array_row = in.integers("array_row", group);
    const auto array_col = in.integers("array_col", group);
    const auto pixel_row = in.numbers("pxl_row_in_fullres", group);
    const auto pixel_col = in.numbers("pxl_col_in_fullres", group);
    for (std::size_t row = 0; row < barcode.size(); ++row) {
      add_position({barcode[row], in_tissue[row], array_row[row],
                    array_col[row], pixel_row[row], pixel_col[row]},
                   concat(file.name, ": row ", before + row + 1), out);
    }
    before += barcode.size();
  }
}

Positions read_positions(const File& file) {
  Positions out;
  if (parquet::is_parquet(file.path)) {
    read_position_parquet(file, out);
  } else {
    read_position_table(file, out);
  }
  check(!out.empty(), file.name, ": has no spots");
  return out;
}

// "AAAC-1" of "AAAC-1-1"; the name itself where it has no such end.
std::string without_suffix(const std::string& name) {
  const std::size_t dash = name.rfind('-');
  const bool is_number =
      dash != name.npos && dash + 1 < name.size() &&
      name.find_first_not_of("0123456789", dash + 1) == name.npos;
  return is_number ? name.substr(0, dash) : name;
}

// What would make the barcodes of counts those of positions.
std::string guess_of_barcodes(const std::vector<std::string>& counts,
                              const Positions& positions) {
  std::unordered_map<std::string, int> bare;
  for (const auto& [name, position] : positions) ++bare[without_suffix(name)];
  const auto all = [&](auto is_known) {
    return std::ranges::all_of(counts, is_known);
  };
  if (all([&](const std::string& name) {
        return positions.contains(without_suffix(name));
      })) {
    return "; without their last ending (as '-1' of '-1-1', which joining of "
           "objects appends) all do: take it off";
  }
  if (all([&](const std::string& name) {
        return bare.contains(without_suffix(name));
      })) {
    return "; without endings as '-1' all do: give both the same";
  }
  return "; are both of the same kind of slide?";
}

TenxMatrix read_counts(const VisiumFiles& files) {
  if (is_hdf5(files.counts.path)) return read_tenx_h5(files.counts);
  check(files.barcodes.has_value() && files.features.has_value(),
        files.counts.name,
        ": is no .h5, and a matrix.mtx needs the files `barcodes` and "
        "`features` (barcodes.tsv, features.tsv or genes.tsv) beside it");
  return read_mex(files.counts, *files.barcodes, *files.features);
}

double factor_for(PictureIs picture, const VisiumFiles& files,
                  const ScaleFactors& factors) {
  if (picture == PictureIs::full) return 1;
  const bool is_hires = picture == PictureIs::hires;
  const double factor = is_hires ? factors.hires : factors.lowres;
  const char* name = is_hires ? "tissue_hires_scalef" : "tissue_lowres_scalef";
  check(factor > 0, "picture_is = \"", is_hires ? "hires" : "lowres",
        "\" needs ", name, " of scalefactors_json.json, ",
        files.scale_factors.has_value()
            ? concat("which ", files.scale_factors->name, " does not have")
            : std::string("and no file `scale_factors` is given"));
  return factor;
}

}  // namespace

ScaleFactors read_scale_factors(const File& file) {
  const Json all = read_json_file(file.path, file.name);
  const auto factor = [&](const char* name) {
    const double value = number_or_none(all, name, file.name).value_or(0);
    check(value >= 0 && std::isfinite(value), file.name, ": ", name, " is ",
          value, ", expected a positive number");
    return value;
  };
  return {factor("tissue_hires_scalef"), factor("tissue_lowres_scalef"),
          factor("spot_diameter_fullres"), factor("microns_per_pixel"),
          all.contains("regist_target_img_scalef")};
}

Dataset read_visium(const VisiumFiles& files, const SectionSheet& sheet,
                    PictureIs picture, double most_unmatched) {
  ScaleFactors factors;
  if (files.scale_factors) factors = read_scale_factors(*files.scale_factors);
  const double factor = factor_for(picture, files, factors);
  const Positions positions = read_positions(files.positions);
  const TenxMatrix matrix = read_counts(files);
  const TenxGenes genes = genes_of(matrix);

  Dataset out;
  out.section = sheet.section;
  out.patient = sheet.patient;
  out.lattice = sheet.lattice;
  out.spot_diameter_px = factors.spot_diameter_px * factor;
  out.um_per_px = factors.um_per_px / factor;
  out.genes = genes.names;
  if (factors.has_cytassist) {
    out.remarks.push_back(concat(
        files.scale_factors->name,
        " is of a CytAssist, whose own picture (coarse, with eosin alone "
        "or grey) is in spatial/ where no other was given: look whether "
        "the picture is the H&E, which has another size"));
  }
  check(!out.genes.empty(), "section ", out.section, ": none of the ",
        matrix.ids.size(), " features of ", files.counts.name,
        " is of type 'Gene Expression'");

  if (const auto again = Places(matrix.barcodes).repeated()) {
    fail("section ", out.section, ": barcode ", matrix.barcodes[*again], " of ",
         files.counts.name, " is there twice");
  }
  std::vector<std::size_t> rows;
  std::vector<Position> kept;
  std::int64_t without_position = 0;
  std::string unplaced;
  for (std::size_t row = 0; row < matrix.barcodes.size(); ++row) {
    const std::string& name = matrix.barcodes[row];
    const auto position = positions.find(name);
    if (position == positions.end()) {
      if (++without_position == 1) unplaced = name;
    } else if (position->second.under_tissue) {
      rows.push_back(row);
      kept.push_back(position->second);
      out.spots.push_back(name);
    }
  }
  if (without_position > 0) {
    fail("section ", out.section, ": ", without_position, " of ",
         matrix.barcodes.size(), " barcodes of ", files.counts.name, " (as '",
         unplaced, "') have no position in ", files.positions.name,
         guess_of_barcodes(matrix.barcodes, positions));
  }
  std::int64_t tissue = 0;
  for (const auto& [name, position] : positions) {
    if (position.under_tissue) ++tissue;
  }
  const auto counted = static_cast<std::int64_t>(matrix.barcodes.size());
  const auto both = static_cast<std::int64_t>(rows.size());
  check(tissue > 0, "section ", out.section, ": of the ", positions.size(),
        " spots in ", files.positions.name,
        " none is under tissue: in_tissue is 0 throughout");
  const bool is_raw = matrix.barcodes.size() == positions.size();
  const bool is_of_another =
      static_cast<double>(tissue - both) >
          most_unmatched * static_cast<double>(tissue) ||
      (!is_raw && static_cast<double>(counted - both) >
                      most_unmatched * static_cast<double>(counted));
  check(both > 0 && !is_of_another, "section ", out.section, ": ",
        counted - both, " of ", counted, " spots with counts in ",
        files.counts.name, " are not under tissue by ", files.positions.name,
        ", and ", tissue - both, " of ", tissue,
        " under tissue have no counts, at most ", most_unmatched,
        " may; barcodes are alike on all slides of a kind: are both of the "
        "same section?");

  out.counts = kept_counts(matrix.counts, rows, genes.places,
                           genes.names.size(), files.counts.name);
  const auto spots = static_cast<Eigen::Index>(kept.size());
  out.array_xy.resize(spots, 2);
  out.pixel_xy.resize(spots, 2);
  for (Eigen::Index spot = 0; spot < spots; ++spot) {
    const Position& one = kept[static_cast<std::size_t>(spot)];
    out.array_xy.row(spot) << one.array_x, one.array_y;
    out.pixel_xy.row(spot) << one.x * factor, one.y * factor;
  }
  out.leave_out("under tissue, without counts", tissue - both);
  out.leave_out("counts not under tissue", counted - both);
  for (const auto& [type, number] : genes.others) {
    out.leave_out(concat("features, of type ", type), number);
  }
  return out;
}

std::string smaller_picture_hint(const Dataset& dataset,
                                 const ScaleFactors& factors,
                                 std::int64_t width_px,
                                 std::int64_t height_px) {
  if (dataset.pixel_xy.rows() == 0) return {};
  const double right = dataset.pixel_xy.col(0).maxCoeff();
  const double lower = dataset.pixel_xy.col(1).maxCoeff();
  for (const auto& [factor, word] :
       {std::pair{factors.hires, "hires"}, {factors.lowres, "lowres"}}) {
    if (factor > 0 && right * factor < static_cast<double>(width_px) &&
        lower * factor < static_cast<double>(height_px)) {
      return concat("; times tissue_", word, "_scalef (", factor,
                    ") they lie in it: picture_is = \"", word,
                    "\" of `dataset` takes them so");
    }
  }
  return {};
}

}  // namespace moonstain
