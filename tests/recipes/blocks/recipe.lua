-- Expression from colours within one section: each quarter held out in turn.
local ms = require "moonstain"
local mob = ms.manifest "mob"
local section = mob:having("counts", "spots", "picture", "gene_names")[1]
local whole = ms.dataset { manifest = mob, sections = { section } }
local blocks = ms.regions { manifest = mob, sections = { section }, rows = 2, columns = 2, margin = 0.1 }
local genes = ms.targets { dataset = whole, total = "all", scale_to = 1e4, log = "ln_1p" }
local picture = mob:files("picture", { section })

local function made(units)
  local dataset = ms.part(whole, units)
  return {
    targets = ms.targets { dataset = dataset, total = "all", scale_to = 1e4, log = "ln_1p" },
    grid = ms.grid { dataset = dataset, rows = 80, columns = 64, row_offset = 1 },
    features = ms.colour { statistics = "mean_sd", patches = ms.patches {
      dataset = dataset, picture = picture, crop_px = 32, tile_px = 32 } },
  }
end

local scores, baselines = {}, {}
for i, fold in ipairs(ms.folds(mob, blocks, "block")) do
  local train, test = made(fold.train), made(fold.test)
  local function score(p) return ms.expression_scores { predictions = p, targets = test.targets, grid = test.grid } end
  scores[i] = score(ms.ridge_predictions { name = "colour_ridge", features = test.features,
    model = ms.ridge_model { features = train.features, targets = train.targets, alpha = 10 } })
  baselines[i] = score(ms.mean_predictions { name = "training_mean", targets = train.targets, grid = test.grid })
end
return { findings = ms.findings {
  title = "Expression from colours, by block", model = "colour_ridge", scores = scores, baselines = baselines,
  dataset = whole, reading = "tissue", unit = "block", scope = "demo", scope_note = "one section" } }
