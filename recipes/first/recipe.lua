-- From the colours of a tile to expression, on two sections that ship.
local ms = require "moonstain"

local mob = ms.manifest "mob"
local sections = mob:having("counts", "spots", "picture", "gene_names")
local dataset = ms.dataset { manifest = mob, sections = sections }
local targets = ms.targets { dataset = dataset, total = "all", scale_to = 1e4, log = "ln_1p" }
local grid = ms.grid { dataset = dataset, rows = 80, columns = 64, row_offset = 1 }
local colours = ms.colour { statistics = "mean_sd", patches = ms.patches {
  dataset = dataset, picture = mob:files("picture", sections), crop_px = 32, tile_px = 32 } }

local scores, baselines = {}, {}
for i, fold in ipairs(ms.folds(mob, sections, "section")) do
  local train, test = fold.train, fold.test
  local function score(predictions)
    return ms.expression_scores {
      predictions = predictions, targets = ms.part(targets, test), grid = ms.part(grid, test) }
  end
  local model = ms.ridge_model { features = ms.part(colours, train), targets = ms.part(targets, train), alpha = 10 }
  scores[i] = score(ms.ridge_predictions { name = "colour_ridge", model = model, features = ms.part(colours, test) })
  baselines[i] = score(ms.mean_predictions {
    name = "training_mean", targets = ms.part(targets, train), grid = ms.part(grid, test) })
end

return { findings = ms.findings {
  title = "Expression from colours", model = "colour_ridge", scores = scores, baselines = baselines,
  dataset = dataset, reading = "tissue", unit = "section",
  scope = "demo", scope_note = "two sections of one mouse" } }
