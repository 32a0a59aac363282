-- HESpotEx on legacy ST sections, leaving one out at a time.
--
-- Paper     Yin, Peng, Meng et al. 2026, doi:10.1038/s43588-026-00992-0
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2
-- Expected  expected.json: no number is published
-- Departs   README.md, "What differs from the paper"

local ms = require "moonstain"
local hespotex = require "hespotex"
local protocols = require "protocols"

local slides = hespotex.open(ms.param {
  name = "dataset", default = "her2st", choices = { "her2st", "mob" },
  "manifest whose sections are used",
})
local params = hespotex.params {
  top_genes = { quick = 50, standard = 300 },
  gate_steps = { quick = 50, standard = 500 },
  epochs = { quick = 3, standard = 30 },
}
local unit = protocols.unit()
local gene_choice = hespotex.gene_choice()
local gate_fit = hespotex.gate_fit()
local checkpoint = hespotex.checkpoint()
local variant = hespotex.variant()
local folds = ms.folds(slides.manifest, slides.sections, unit, {
  may_be_empty = true,
})

-- What both stages of a fold take, by whom they may look at.
local function learned(fold)
  local function by(switch)
    return switch == "all sections" and slides.sections or fold.train
  end
  local targets = hespotex.targets(slides, params, by(gene_choice))
  return targets, hespotex.latents(slides, params, targets, by(gate_fit), variant)
end

local views = hespotex.views(slides)
local scores, others, models = {}, {}, {}
local drawn = { targets = {}, predictions = {} }
for _, fold in ipairs(folds) do
  local targets, latents = learned(fold)
  local train, test = hespotex.sides(slides, targets, fold)
  local function score(list, predictions)
    protocols.append(list, ms.expression_scores {
      predictions = predictions, targets = test.targets,
      training = train.targets,
    })
  end

  -- The model, its epoch chosen in three ways; the first is judged.
  for _, way in ipairs(hespotex.ways(checkpoint, fold)) do
    local model = hespotex.model(slides, params, {
      targets = targets, latents = latents, fold = fold, variant = variant,
      checkpoint = way,
    })
    local judged = way == checkpoint
    local predictions = hespotex.predictions(test, model, {
      name = judged and "hespotex_model" or "hespotex_" .. way,
      variant = variant,
    })
    score(judged and scores or others, predictions)
    if judged then
      models[#models + 1] = model
      protocols.append(drawn.predictions, predictions)
      protocols.append(drawn.targets, test.targets)
      score(others, hespotex.predictions(test, model, {
        name = "gene_head", variant = variant, output = "gene_head",
      }))
    end
  end

  for _, predictions in ipairs(hespotex.baselines(slides, views, {
    fold = fold, train = train, test = test, targets = targets,
  })) do
    score(others, predictions)
  end
end

return hespotex.page(slides, {
  title = "HESpotEx, expression from H&E, one section held out",
  scores = scores, others = others, models = models, drawn = drawn,
  unit = unit, folds = folds,
})
