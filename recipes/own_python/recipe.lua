-- An encoder and a metric of one's own, in Python, beside a ridge and the
-- training mean.
local ms = require "moonstain"
local protocols = require "protocols"

local own = ms.python "steps.py"
local data = ms.param { name = "data", default = "mob", "the data set: mob or her2st" }
-- Sections of her2st do not share all their genes; of mob all are taken.
local genes = data == "her2st"
              and ms.source { "her2st_785.txt", learned_from = "her2st" } or nil

local outputs = protocols.hold_out {
  title = "Colour histograms, by the overlap of the highest tenth", model = "neighbours",
  data = data,
  scope = data == "mob" and "demo" or "subset",
  patches = { crop_px = 32, tile_px = 32 }, grid = { rows = 80, columns = 64, row_offset = 1 },
  targets = { genes = genes, total = "all", scale_to = 1e4, log = "ln_1p" },
  features = function(patches) return own.histogram { patches = patches } end,
  method = function(train, test)
    return ms.knn_predictions { name = "neighbours", neighbours = 10,
      training = train.features, targets = train.targets, features = test.features }
  end,
  score = function(predictions, test)
    return own.top_overlap { predictions = predictions, targets = test.targets }
  end,
  metric = "own_score.mean",
}
return outputs
