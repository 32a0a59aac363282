-- HESpotEx on legacy ST sections, leaving one out at a time.
--
-- Paper     Yin, Peng, Meng et al. 2026, doi:10.1038/s43588-026-00992-0
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2
-- Expected  expected.json: no number is published
-- Departs   README.md, "What differs from the paper"

local ms = require "moonstain"
local hespotex = require "hespotex"
local protocols = require "protocols"
local section_pairs = require "section_pairs"

local slides = hespotex.open()
local params = hespotex.params()
local switches = hespotex.switches()

local scores, others, models = {}, {}, {}
local drawn = { targets = {}, predictions = {} }
for _, fold in ipairs(ms.folds(slides.manifest, slides.sections, switches.unit, {
  may_be_empty = true,
})) do
  local function looked_at(switch)
    return switch == "all sections" and slides.sections or fold.train
  end
  local stages = hespotex.stages(slides, params, {
    fold = fold, variant = switches.variant,
    genes_by = looked_at(switches.gene_choice),
    latents_by = looked_at(switches.gate_fit),
  })
  local train, test = stages.train, stages.test
  local function score(list, predictions)
    protocols.append(list, ms.expression_scores {
      predictions = predictions, targets = test.targets,
      training = train.targets,
    })
  end
  local function predicted(model, name, part)
    return hespotex.predictions(test, model, name, part, switches.variant)
  end

  -- The model, as judged; with its epoch chosen otherwise; without its graph.
  local model = stages.model(switches.checkpoint, "published")
  local predictions = predicted(model, "hespotex", "model")
  score(scores, predictions)
  models[#models + 1] = model
  protocols.append(drawn.predictions, predictions)
  protocols.append(drawn.targets, test.targets)
  for _, way in ipairs { "last", "inner" } do
    score(others, predicted(stages.model(way, "published"), "hespotex_" .. way,
                            "variant"))
  end
  score(others, predicted(stages.model(switches.checkpoint, "gene_head"),
                          "gene_head", "variant"))

  for _, other in ipairs(hespotex.set_beside(slides, fold, train, test)) do
    score(others, other)
  end
  for i, section in ipairs(fold.test) do
    others[#others + 1] = ms.expression_scores {
      predictions = section_pairs.copy(slides, fold, train, section),
      targets = test.targets[i], training = train.targets,
    }
  end
end

-- What is said of it.
local panels = hespotex.panels(slides, drawn, scores, models)
return { findings = ms.findings {
  title = "HESpotEx, expression from H&E, one section held out",
  model = "hespotex", scores = scores, baselines = others, models = models,
  dataset = slides.dataset, panels = panels,
  expected = ms.source { "expected.json", learned_from = "nothing" },
  metric = "pearson.mean", reading = "tissue", unit = switches.unit,
  averaging = "units", stand_ins = hespotex.stand_ins(slides),
  notes = slides.notes,
  scope = slides.scope, scope_note = slides.scope_note, protocol = ms.protocol(),
} }
