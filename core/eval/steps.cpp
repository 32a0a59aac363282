#include "core/eval/steps.h"

#include "core/eval/baselines/annotated_types.h"
#include "core/eval/baselines/baselines.h"
#include "core/eval/baselines/colour.h"
#include "core/eval/baselines/diagnosis.h"
#include "core/eval/baselines/neighbour_section.h"
#include "core/eval/baselines/neighbours.h"
#include "core/eval/baselines/nucleus_factor.h"
#include "core/eval/baselines/nucleus_features.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/baselines/shuffled.h"
#include "core/eval/baselines/spot_nuclei.h"
#include "core/eval/baselines/type_predictions.h"
#include "core/eval/choice/averaged_predictions.h"
#include "core/eval/choice/candidate_choice.h"
#include "core/eval/choice/choice_panel.h"
#include "core/eval/choice/chosen_predictions.h"
#include "core/eval/downstream/bulk_panel.h"
#include "core/eval/downstream/bulk_scores.h"
#include "core/eval/downstream/cluster_panel.h"
#include "core/eval/downstream/enriched_terms.h"
#include "core/eval/downstream/expression_clusters.h"
#include "core/eval/downstream/gene_tests.h"
#include "core/eval/downstream/group_panel.h"
#include "core/eval/downstream/group_scores.h"
#include "core/eval/downstream/marked_predictions.h"
#include "core/eval/downstream/terms_panel.h"
#include "core/eval/findings/findings_step.h"
#include "core/eval/findings/ranking_panel.h"
#include "core/eval/metrics/class_scores.h"
#include "core/eval/metrics/consistency_step.h"
#include "core/eval/metrics/copy_number_tests_step.h"
#include "core/eval/metrics/diagnosis_scores.h"
#include "core/eval/metrics/expression_scores_step.h"
#include "core/eval/metrics/locus_scores.h"
#include "core/eval/metrics/mask_scores.h"
#include "core/eval/metrics/response_scores.h"
#include "core/eval/metrics/slide_agreement.h"
#include "core/eval/metrics/slide_scores.h"
#include "core/eval/metrics/thinned_ceiling.h"
#include "core/eval/metrics/type_scores.h"
#include "core/eval/panels/cells_panel_step.h"
#include "core/eval/panels/confusion_panel_step.h"
#include "core/eval/panels/copy_number_panel_step.h"
#include "core/eval/panels/epoch_panel_step.h"
#include "core/eval/panels/fold_groups_panel_step.h"
#include "core/eval/panels/forest_panel_step.h"
#include "core/eval/panels/grad_cam_panel_step.h"
#include "core/eval/panels/heat_map_panel_step.h"
#include "core/eval/panels/locus_volcano_panel_step.h"
#include "core/eval/panels/map_panel_step.h"
#include "core/eval/panels/mask_identity_panel_step.h"
#include "core/eval/panels/nuclei_panel_step.h"
#include "core/eval/panels/own_best_panel_step.h"
#include "core/eval/panels/pair_overlay_panel_step.h"
#include "core/eval/panels/pair_panels_step.h"
#include "core/eval/panels/picture_panel_step.h"
#include "core/eval/panels/registration_panel_step.h"
#include "core/eval/panels/roc_panel_step.h"
#include "core/eval/panels/scatter_panel_step.h"
#include "core/eval/panels/slide_agreement_panel_step.h"
#include "core/eval/panels/slide_map_panel_step.h"
#include "core/eval/panels/study_panel_step.h"
#include "core/eval/panels/survival_accuracy_panel_step.h"
#include "core/eval/panels/survival_claim_panel_step.h"
#include "core/eval/panels/survival_panel_step.h"
#include "core/eval/panels/table_panel_step.h"
#include "core/eval/panels/track_panel_step.h"
#include "core/eval/panels/training_panel_step.h"
#include "core/eval/panels/volcano_panel_step.h"
#include "core/eval/study/synthetic_study.h"
#include "core/eval/survival/chosen_epoch.h"
#include "core/eval/survival/epoch_concordance.h"
#include "core/eval/survival/gene_groups.h"
#include "core/eval/survival/risk_groups.h"
#include "core/eval/survival/survival_accuracy.h"
#include "core/eval/survival/survival_risk.h"
#include "core/eval/survival/survival_scores.h"

namespace moonstain {

std::vector<StepKind> eval_steps() {
  return {colour_step(),
          ridge_model_step(),
          ridge_predictions_step(),
          knn_predictions_step(),
          copied_predictions_step(),
          mean_predictions_step(),
          factor_predictions_step(),
          mask_predictions_step(),
          depth_predictions_step(),
          measured_predictions_step(),
          shuffled_predictions_step(),
          candidate_choice_step(),
          chosen_predictions_step(),
          averaged_predictions_step(),
          nucleus_features_step(),
          spot_nuclei_step(),
          nucleus_graph_step(),
          annotated_types_step(),
          type_predictions_step(),
          expression_scores_step(),
          thinned_ceiling_step(),
          type_scores_step(),
          class_scores_step(),
          response_scores_step(),
          mask_scores_step(),
          pooled_mask_scores_step(),
          consistency_scores_step(),
          copy_number_tests_step(),
          locus_scores_step(),
          diagnosis_scores_step(),
          nucleus_score_step(),
          component_score_step(),
          slide_scores_step(),
          slide_agreement_step(),
          expression_clusters_step(),
          marked_predictions_step(),
          gene_tests_step(),
          enriched_terms_step(),
          group_scores_step(),
          bulk_scores_step(),
          average_bulk_scores_step(),
          survival_risk_step(),
          survival_null_step(),
          survival_chances_step(),
          risk_groups_step(),
          gene_groups_step(),
          survival_scores_step(),
          survival_accuracy_step(),
          chosen_epoch_step(),
          epoch_concordance_step(),
          synthetic_study_step(),
          heat_map_panel_step(),
          map_panel_step(),
          scatter_panel_step(),
          mask_identity_panel_step(),
          training_panel_step(),
          roc_panel_step(),
          confusion_panel_step(),
          survival_panel_step(),
          survival_claim_panel_step(),
          survival_accuracy_panel_step(),
          epoch_panel_step(),
          study_panel_step(),
          forest_panel_step(),
          volcano_panel_step(),
          track_panel_step(),
          locus_volcano_panel_step(),
          copy_number_panel_step(),
          own_best_panel_step(),
          table_panel_step(),
          choice_panel_step(),
          fold_groups_panel_step(),
          picture_panel_step(),
          nuclei_panel_step(),
          cells_panel_step(),
          group_panel_step(),
          cluster_panel_step(),
          terms_panel_step(),
          bulk_panel_step(),
          pair_table_panel_step(),
          slide_agreement_panel_step(),
          slide_map_panel_step(),
          grad_cam_panel_step(),
          pair_scatter_panel_step(),
          pair_overlay_panel_step(),
          registration_panel_step(),
          findings_step(),
          ranking_panel_step(),
          section_copies_step(),
          walk_step()};
}

}  // namespace moonstain
