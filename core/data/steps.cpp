#include "core/data/steps.h"

#include "core/data/patients/cell_features.h"
#include "core/data/patients/clinical_covariates.h"
#include "core/data/patients/joined_features.h"
#include "core/data/patients/synthetic_cells.h"
#include "core/data/patients/synthetic_cohort.h"
#include "core/data/patients/synthetic_map.h"
#include "core/data/patients/synthetic_slide.h"
#include "core/data/patients/synthetic_tumour.h"
#include "core/data/patients/variable_cell_genes.h"
#include "core/data/prepare/background_dataset.h"
#include "core/data/prepare/block_types.h"
#include "core/data/prepare/blocks.h"
#include "core/data/prepare/clean_patches.h"
#include "core/data/prepare/clipped_crop.h"
#include "core/data/prepare/counted.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/dense_dataset.h"
#include "core/data/prepare/edge_distance.h"
#include "core/data/prepare/expression.h"
#include "core/data/prepare/expression_copy_number.h"
#include "core/data/prepare/featured_spots.h"
#include "core/data/prepare/gene_choice.h"
#include "core/data/prepare/geojson.h"
#include "core/data/prepare/hest_patches.h"
#include "core/data/prepare/inner_spots.h"
#include "core/data/prepare/listed_dataset.h"
#include "core/data/prepare/log_shares.h"
#include "core/data/prepare/marker_score.h"
#include "core/data/prepare/matched_cells.h"
#include "core/data/prepare/mean_profiles.h"
#include "core/data/prepare/moran_genes.h"
#include "core/data/prepare/nucleus_counts.h"
#include "core/data/prepare/patients.h"
#include "core/data/prepare/placement.h"
#include "core/data/prepare/pseudobulk.h"
#include "core/data/prepare/rows.h"
#include "core/data/prepare/scramble.h"
#include "core/data/prepare/section_features.h"
#include "core/data/prepare/side_by_side.h"
#include "core/data/prepare/slide_grid.h"
#include "core/data/prepare/slide_grid_patches.h"
#include "core/data/prepare/slide_tiles.h"
#include "core/data/prepare/slide_values.h"
#include "core/data/prepare/smoothed_targets.h"
#include "core/data/prepare/spatial_genes.h"
#include "core/data/prepare/spot_neighbours.h"
#include "core/data/prepare/stain_jitter.h"
#include "core/data/prepare/superpixel_features.h"
#include "core/data/prepare/top_genes.h"
#include "core/data/prepare/variable_genes.h"
#include "core/data/source/cell_type_table.h"
#include "core/data/source/cohort_table.h"
#include "core/data/source/dataset_step.h"
#include "core/data/source/external_section_step.h"
#include "core/data/source/feature_file.h"
#include "core/data/source/outline_table.h"
#include "core/data/source/profile_table.h"
#include "core/data/source/spot_labels.h"
#include "core/data/source/synthetic.h"
#include "core/data/source/synthetic_pair.h"
#include "core/data/source/xenium_alignment.h"
#include "core/data/tissue/label_mask.h"
#include "core/data/tissue/normalised_picture.h"
#include "core/data/tissue/nuclei.h"
#include "core/data/tissue/outline_labels.h"
#include "core/data/tissue/pair_map.h"
#include "core/data/tissue/registration.h"
#include "core/data/tissue/synthetic_view.h"
#include "core/data/tissue/view.h"
#include "core/data/tissue/virtual_picture.h"
#include "core/data/tissue/xenium_labels.h"

namespace moonstain {

std::vector<StepKind> data_steps() {
  return {dataset_step(),
          external_dataset_step(),
          external_genes_step(),
          external_predictions_step(),
          external_targets_step(),
          cell_types_step(),
          cell_outlines_step(),
          grid_step(),
          background_dataset_step(),
          dense_dataset_step(),
          patches_step(),
          hest_patches_step(),
          clipped_patches_step(),
          inner_spots_step(),
          feature_file_step(),
          featured_spots_step(),
          side_by_side_step(),
          blocks_step(),
          spot_graph_step(),
          edge_distance_step(),
          counted_dataset_step(),
          listed_dataset_step(),
          gene_choice_step(),
          moran_genes_step(),
          shared_genes_step(),
          variable_genes_step(),
          top_genes_step(),
          block_types_step(),
          spatial_genes_step(),
          listed_genes_step(),
          targets_step(),
          smoothed_targets_step(),
          kept_features_step(),
          smoothed_features_step(),
          synthetic_dataset_step(),
          synthetic_patches_step(),
          synthetic_pair_dataset_step(),
          synthetic_pair_patches_step(),
          synthetic_pair_view_step(),
          tissue_view_step(),
          registration_step(),
          stated_transform_step(),
          pair_map_step(),
          scrambled_dataset_step(),
          scrambled_patches_step(),
          cohort_step(),
          class_targets_step(),
          clinical_features_step(),
          rows_step(),
          virtual_picture_step(),
          normalised_picture_step(),
          expression_copy_number_step(),
          label_mask_step(),
          outline_labels_step(),
          xenium_labels_step(),
          cell_matches_step(),
          matched_cells_step(),
          matched_types_step(),
          nuclei_step(),
          nucleus_counts_step(),
          label_targets_step(),
          geojson_step(),
          marker_score_step(),
          top_spots_step(),
          top_targets_step(),
          variable_cell_genes_step(),
          cell_features_step(),
          joined_features_step(),
          clinical_covariates_step(),
          noise_covariates_step(),
          synthetic_map_step(),
          synthetic_tumour_dataset_step(),
          synthetic_tumour_patches_step(),
          synthetic_slide_map_step(),
          synthetic_response_step(),
          synthetic_cells_step(),
          synthetic_cell_types_step(),
          synthetic_outcomes_step(),
          synthetic_cohort_step(),
          slide_tiles_step(),
          slide_grid_step(),
          slide_grid_dataset_step(),
          slide_grid_patches_step(),
          pseudobulk_step(),
          slide_values_step(),
          clean_patches_step(),
          stain_jitter_step(),
          superpixel_features_step(),
          log_share_targets_step(),
          mean_profiles_step(),
          profile_table_step()};
}

}  // namespace moonstain
