-- Which patches a pathologist would mark, by genes: HESpotEx's use for diagnosis.
--
-- Method  recipes/hespotex_loocv/METHOD.md 7.3, a protocol of ours: the paper's
--         slides are private
-- Data    her2st, sections with a pathologist's labels (A1, B1, C1). Of none of
--         them a picture is at hand, so that no model can be tried: what stands
--         here is the ceiling, markers as they were measured

local ms = require "moonstain"

local manifest = ms.manifest "her2st"
local sections = manifest:having("counts", "spots", "labels")
local dataset = ms.counted_dataset {
  dataset = ms.dataset { manifest = manifest, sections = sections },
}
local classes = ms.label_targets {
  dataset = dataset, labels = manifest:files("labels", sections),
  name = "cancer", positive = { "invasive cancer" },
  left_out = { "undetermined" },
}
local measured = ms.targets {
  dataset = dataset,
  gene_list = ms.shared_genes { dataset = dataset }, absent = "zero",
  total = "all", scale_to = 1e6, log = "ln_1p",
}

-- Marker sets, fixed beforehand (7.3).
local markers = {
  { "tumour_markers", { "ERBB2", "KRT8", "KRT18", "EPCAM" } },
  { "b_cell_markers", { "MS4A1", "CD79A", "CD79B" } },
  { "t_cell_markers", { "CD3D", "CD3E" } },
}
local scores, others = {}, {}
local curves = { targets = {}, predictions = {} }
for i in ipairs(sections) do
  for k, set in ipairs(markers) do
    local score = ms.marker_score {
      predictions = ms.measured_predictions { targets = measured[i],
                                              name = set[1] },
      markers = set[2], name = "cancer",
    }
    local list = k == 1 and scores or others
    list[#list + 1] = ms.class_scores {
      predictions = score, targets = classes[i], threshold = 0,
    }
    if k == 1 then
      curves.targets[#curves.targets + 1] = classes[i]
      curves.predictions[#curves.predictions + 1] = score
    end
  end
end
local by_gene = ms.diagnosis_scores {
  predictions = ms.measured_predictions { targets = measured,
                                          name = "measured" },
  classes = classes, dataset = dataset, about = "her2st",
}

return { findings = ms.findings {
  title = "Diagnosis patches of her2st: what measured markers tell",
  model = "tumour_markers", scores = scores, baselines = others,
  dataset = dataset,
  metric = "auc", reading = "tissue", unit = "patient", scope = "demo",
  scope_note = "three sections of three patients with labels, without pictures",
  missing = "full-resolution pictures of sections with a pathologist's labels",
  panels = {
    ms.roc_panel { targets = curves.targets, predictions = curves.predictions,
                   title = "Invasive cancer by the tumour markers, measured" },
    ms.table_panel { scores = { by_gene }, metrics = { "auc" },
                     title = "Genes that tell invasive cancer best" },
  },
  protocol = ms.protocol(),
} }
