-- HESpotEx on serial sections: are predictions of neighbouring sections alike,
-- and do they agree with what was measured there?
--
-- Paper     Yin, Peng, Meng et al. 2026, doi:10.1038/s43588-026-00992-0
-- Method    recipes/hespotex_loocv/METHOD.md 6.2, a protocol of ours: the paper
--           publishes none
-- Expected  expected.json: no number is published

local ms = require "moonstain"
local hespotex = require "hespotex"
local protocols = require "protocols"
local section_pairs = require "section_pairs"

local slides = hespotex.open()
local params = hespotex.params()
local switches = hespotex.switches()
local rotations = ms.param {
  name = "rotations", default = 1000, quick = 100,
  "random rotations of the second section, a null of its tissue's shape",
}

-- Both sections of a pair are predicted over the same genes, so those are chosen
-- by sections of other patients, or by all.
local function genes_by(section)
  if switches.gene_choice == "all sections" then return slides.sections end
  return section_pairs.of_other_patients(slides, section)
end

-- Every section is predicted by models that did not see it. Of each predictor
-- its predictions, by section.
local predictors = { "hespotex", "colour_ridge", "ridge_features" }
local predicted = { hespotex = {}, colour_ridge = {}, ridge_features = {} }
local targets, training, models = {}, {}, {}
for _, fold in ipairs(ms.folds(slides.manifest, slides.sections, switches.unit, {
  may_be_empty = true,
})) do
  local stages = hespotex.stages(slides, params, {
    fold = fold, variant = switches.variant, genes_by = genes_by(fold.test[1]),
    latents_by = switches.gate_fit == "all sections" and slides.sections
                 or fold.train,
  })
  local train, test = stages.train, stages.test
  local model = stages.model(switches.checkpoint, "published")
  models[#models + 1] = model
  local colours, features = hespotex.ridges(slides, fold, train, test)
  local made = {
    hespotex = hespotex.predictions(test, model, "hespotex", "model",
                                    switches.variant),
    colour_ridge = colours, ridge_features = features,
  }
  for i, section in ipairs(fold.test) do
    targets[section], training[section] = test.targets[i], train.targets
    for _, name in ipairs(predictors) do
      predicted[name][section] = made[name][i]
    end
  end
end

-- How neighbouring sections lie, and how far what is predicted there agrees.
local found = section_pairs.agreement(slides, {
  model = "hespotex",
  predictors = predictors, predicted = predicted, targets = targets,
  training = training, rotations = rotations,
})
local scores, others = found.scores, found.others

-- What is said of it.
local panels = { ms.registration_panel { transform = found.transforms,
                                         pair_map = found.maps } }
if #scores > 0 then
  local all = protocols.joined(scores, others)
  panels[#panels + 1] = ms.pair_table_panel {
    scores = all, show = "agreement", title = "Agreement of each pair",
  }
  panels[#panels + 1] = ms.pair_table_panel {
    scores = all, show = "profiles", title = "Profiles over genes",
  }
  panels[#panels + 1] = ms.pair_scatter_panel { scores = scores }
end
protocols.append(panels, found.overlays)
return { findings = ms.findings {
  title = "HESpotEx, consistency across serial sections",
  model = "hespotex", scores = scores, baselines = others, models = models,
  dataset = slides.dataset, panels = panels,
  expected = ms.source { "expected.json", learned_from = "nothing" },
  metric = "r_cross.median", reading = "mapped_spots", unit = switches.unit,
  averaging = "units", stand_ins = hespotex.stand_ins(slides),
  notes = slides.notes,
  scope = slides.scope, scope_note = slides.scope_note, protocol = ms.protocol(),
} }
