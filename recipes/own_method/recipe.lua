-- A method of one's own beside a ridge and the training mean.
local ms = require "moonstain"
local protocols = require "protocols"

local outputs = protocols.hold_out {
  title = "Nearest neighbours in colour", model = "neighbours", data = "mob", scope = "demo",
  patches = { crop_px = 32, tile_px = 32 }, grid = { rows = 80, columns = 64, row_offset = 1 },
  targets = { total = "all", scale_to = 1e4, log = "ln_1p" },
  features = function(patches) return ms.colour { patches = patches, statistics = "mean_sd" } end,
  method = function(train, test)
    return ms.knn_predictions { name = "neighbours", neighbours = 10,
      training = train.features, targets = train.targets, features = test.features }
  end,
}
return outputs -- not `return protocols.hold_out`: paths of leaks would lack this file
