#include "core/data/source/column_names.h"

#include <algorithm>
#include <iterator>

#include "core/base/text.h"

namespace moonstain {
namespace {

constexpr std::string_view kNoGenes[] = {
    // rows, as pandas numbers them
    "", "index", "level_0", "unnamed: 0", "unnamed: 0.1",
    // who a spot is
    "barcode", "barcodes", "cell", "cell_barcode", "cell_id", "spot", "spot_id",
    "spot_name", "spots", "selected",
    // of what
    "batch", "dataset", "donor", "donor_id", "fov", "library_id", "orig.ident",
    "patient", "patient_id", "replicate", "sample", "sample_id", "sample_name",
    "section", "section_id", "slide", "slide_id",
    // where
    "array_col", "array_row", "array_x", "array_y", "col", "coord_x", "coord_y",
    "image_col", "image_row", "imagecol", "imagerow", "in_tissue", "new_x",
    "new_y", "pixel_col", "pixel_row", "pixel_x", "pixel_y",
    "pxl_col_in_fullres", "pxl_row_in_fullres", "row", "spatial1", "spatial2",
    "spatial_1", "spatial_2", "spatial_x", "spatial_y", "x", "x_array",
    "x_centroid", "x_coord", "x_location", "x_pixel", "x_px", "x_um", "xcoord",
    "y", "y_array", "y_centroid", "y_coord", "y_location", "y_pixel", "y_px",
    "y_um", "ycoord", "z", "z_centroid", "z_level",
    // how much of all genes: scanpy's quality control, Seurat's, others'
    "lib_size", "library_size", "log1p_n_genes_by_counts", "log1p_total_counts",
    "log1p_total_counts_hb", "log1p_total_counts_mt", "log1p_total_counts_ribo",
    "n_counts", "n_genes", "n_genes_by_counts", "n_umi", "ncount_rna",
    "ncount_spatial", "nfeature_rna", "nfeature_spatial", "pct_counts_hb",
    "pct_counts_in_top_100_genes", "pct_counts_in_top_200_genes",
    "pct_counts_in_top_500_genes", "pct_counts_in_top_50_genes",
    "pct_counts_mt", "pct_counts_ribo", "percent.mt", "percent_mito",
    "percent_mt", "size_factor", "size_factors", "total_counts",
    "total_counts_hb", "total_counts_mt", "total_counts_ribo", "umi_count",
    // cells: Xenium's table of them
    "area", "cell_area", "control_codeword_counts", "control_probe_counts",
    "deprecated_codeword_counts", "genomic_control_counts", "nucleus_area",
    "nucleus_count", "segmentation_method", "transcript_counts",
    "unassigned_codeword_counts",
    // what was made of the expression
    "annotation", "cell_type", "celltype", "cluster", "clusters", "leiden",
    "louvain", "seurat_clusters"};

constexpr std::size_t kBarcodeLetters = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Digits at the front are taken off.
// @return  whether there were any
bool take_digits(std::string_view& text) {
  const std::size_t end =
      std::find_if_not(text.begin(), text.end(), is_digit) - text.begin();
  text.remove_prefix(end);
  return end > 0;
}

bool take(std::string_view& text, std::string_view part) {
  if (!text.starts_with(part)) return false;
  text.remove_prefix(part.size());
  return true;
}

// "10" or "7.96"
bool take_number(std::string_view& text) {
  if (!take_digits(text)) return false;
  return !take(text, ".") || take_digits(text);
}

// "-1", or nothing more
bool is_end(std::string_view text) {
  return text.empty() || (take(text, "-") && take_digits(text) && text.empty());
}

bool is_place(std::string_view name) {
  return take_number(name) && take(name, "x") && take_number(name) &&
         name.empty();
}

bool is_barcode(std::string_view name) {
  const std::string_view letters = name.substr(0, kBarcodeLetters);
  return letters.size() == kBarcodeLetters &&
         letters.find_first_not_of("ACGT") == letters.npos &&
         is_end(name.substr(kBarcodeLetters));
}

bool is_bin(std::string_view name) {
  return take(name, "s_") && take_digits(name) && take(name, "um_") &&
         take_digits(name) && take(name, "_") && take_digits(name) &&
         is_end(name);
}

}  // namespace

bool is_no_gene(std::string_view column) {
  return std::ranges::find(kNoGenes, lower(column)) != std::end(kNoGenes);
}

bool is_spot_name(std::string_view name) {
  return is_place(name) || is_barcode(name) || is_bin(name);
}

bool are_spot_names(const std::vector<std::string>& names) {
  const auto count = static_cast<std::size_t>(
      std::count_if(names.begin(), names.end(),
                    [](const std::string& one) { return is_spot_name(one); }));
  return 2 * count > names.size();
}

bool are_row_numbers(const std::vector<std::string>& names, std::size_t from) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != concat(i + from)) return false;
  }
  return true;
}

}  // namespace moonstain
