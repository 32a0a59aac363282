-- Response of made-up patients from a marker, one of two cohorts held out: what is
-- scored is a class of patients, not a gene of a section.
local ms = require "moonstain"

local cohorts, classes, markers, ages = {}, {}, {}, {}
for i, name in ipairs { "north", "south" } do
  cohorts[i] = ms.cohort {
    table = ms.source { name .. ".tsv", learned_from = "nothing" },
    about = "made up/" .. name, id = "patient",
  }
  classes[i] = ms.class_targets { cohort = cohorts[i], column = "response", positive = { "yes" } }
  markers[i] = ms.clinical_features { cohort = cohorts[i], columns = { "marker" } }
  ages[i] = ms.clinical_features { cohort = cohorts[i], columns = { "age" } }
end

local scores, baselines, predicted = {}, {}, {}
for test = 1, 2 do
  local train = 3 - test
  local function scored(name, features)
    local predictions = ms.ridge_predictions {
      name = name, features = features[test],
      model = ms.ridge_model { features = { features[train] }, targets = { classes[train] }, alpha = 1 } }
    return ms.class_scores { targets = classes[test], predictions = predictions }, predictions
  end
  scores[test], predicted[test] = scored("marker_model", markers)
  baselines[test] = scored("age_ridge", ages)
end

return { findings = ms.findings {
  title = "Response from a marker", scores = scores, baselines = baselines,
  metric = "auc", reading = "patients", unit = "patient", scope = "demo", scope_note = "made-up patients",
  panels = {
    ms.roc_panel { targets = classes, predictions = predicted },
    ms.confusion_panel { targets = classes, predictions = predicted },
    ms.table_panel { scores = scores, metrics = { "auc", "dice" }, reading = "patients" },
    ms.heat_map_panel { scores = scores, metric = "auc", reading = "patients" } } } }
