-- HESpotEx on made-up sections, whose truth is known: what the protocols of
-- hespotex_loocv and hespotex_cross_section can find, and what they must not.
--
-- Method  recipes/hespotex_loocv/METHOD.md 6.2 (CS-0, CS-3), protocols of
--         ours
-- Data    nothing but what a seed makes; it says nothing of the method on tissue

local ms = require "moonstain"
local hespotex = require "hespotex"
local protocols = require "protocols"
local section_pairs = require "section_pairs"

local manifest = ms.manifest "synthetic"
local params = {
  top_genes = ms.param { name = "top_genes", default = 32, quick = 16,
                         "most variable genes taken from each section" },
  gene_spots = 0,
  gate_steps = ms.param { name = "gate_steps", default = 200, quick = 20,
                          "steps of the first stage on each section" },
  epochs = ms.param { name = "epochs", default = 100, quick = 20,
                      "passes of the second stage over what is trained on" },
  seed = ms.param { name = "seed", default = 0, protocol = false,
                    "of all that is made up, of first weights and of orders" },
}
local gene_choice, gate_fit = hespotex.gene_choice(), hespotex.gate_fit()
local encoder = "stain_texture"

-- A made-up section; of a pair, `member` b is a, moved.
local function made(step, section, call)
  return step(protocols.with({
    manifest = manifest, sections = { section }, seed = params.seed,
  }, call))[1]
end

-- Two sections of each of three patients, a tissue a patient. The first and the
-- last differ in outline.
local tissues = { "2", "3", "5" }
local sections = manifest.sections
local slides = { manifest = manifest, sections = sections, dataset = {},
                 grid = nil, views = {} }
local patches = {}
for i, section in ipairs(sections) do
  local tissue = { pair = tissues[math.ceil(i / 2)],
                   member = i % 2 == 1 and "a" or "b" }
  local dataset = made(ms.synthetic_pair_dataset, section, tissue)
  tissue.dataset = dataset
  slides.dataset[i] = dataset
  slides.views[i] = made(ms.synthetic_pair_view, section, tissue)
  tissue.tile_px = 32
  patches[i] = made(ms.synthetic_pair_patches, section, tissue)
end
hespotex.prepare(slides, patches, encoder)
slides.grid = ms.grid { dataset = slides.dataset, rows = 64, columns = 64 }

-- CS-0 and CS-3: patients held out. How well the maps of a pair are found, how
-- far predictions of both sections agree, and each section's own score.
local predictors = { "hespotex", "colour_ridge" }
local predicted = { hespotex = {}, colour_ridge = {} }
local targets, training, models = {}, {}, {}
local alone = { scores = {}, others = {} }
for _, fold in ipairs(ms.folds(manifest, sections, "patient")) do
  local function looked_at(switch)
    return switch == "all sections" and sections or fold.train
  end
  local stages = hespotex.stages(slides, params, {
    fold = fold, variant = "published", genes_by = looked_at(gene_choice),
    latents_by = looked_at(gate_fit),
  })
  local train, test = stages.train, stages.test
  local model = stages.model("last", "published")
  models[#models + 1] = model
  local of = {
    hespotex = hespotex.predictions(test, model, "hespotex", "model",
                                    "published"),
    colour_ridge = hespotex.ridges(slides, fold, train, test),
  }
  for _, name in ipairs(predictors) do
    protocols.append(name == "hespotex" and alone.scores or alone.others,
                     ms.expression_scores {
      predictions = of[name], targets = test.targets, training = train.targets,
    })
    for i, section in ipairs(fold.test) do
      predicted[name][section] = of[name][i]
    end
  end
  for i, section in ipairs(fold.test) do
    targets[section], training[section] = test.targets[i], train.targets
  end
end

local agreement = section_pairs.agreement(slides, {
  model = "hespotex",
  predictors = predictors, predicted = predicted, targets = targets,
  training = training, rotations = 100,
})
-- Two tissues do not lie on each other: refused, and listed.
section_pairs.lay(slides, agreement, sections[1], sections[#sections])

-- What is said of each.
local function said(call)
  call.model, call.scope = "hespotex", "demo"
  call.scope_note = "made-up sections: colours follow 3 of 32 genes, by design"
  call.protocol = ms.protocol()
  return ms.findings(call)
end
local panels = { ms.registration_panel { transform = agreement.transforms,
                                         pair_map = agreement.maps } }
local compared = protocols.joined(agreement.scores, agreement.others)
panels[#panels + 1] = ms.pair_table_panel {
  scores = compared, show = "agreement", title = "Agreement of each pair",
}
protocols.append(panels, agreement.overlays)
return {
  findings = said {
    title = "HESpotEx on made-up pairs of sections with a known map (CS-0)",
    scores = agreement.scores, baselines = agreement.others, models = models,
    dataset = slides.dataset, panels = panels, metric = "r_cross.median",
    reading = "mapped_spots", unit = "patient",
  },
  patients = said {
    title = "HESpotEx on made-up sections of other patients (CS-3)",
    scores = alone.scores, baselines = alone.others, models = models,
    dataset = slides.dataset, metric = "pearson.mean", reading = "tissue",
    unit = "patient",
  },
}
