-- Methods whose papers have recipes of their own here, as methods over spots: each
-- as that recipe has it (recipes/hist_loocv, hespotex_loocv, ghist_spots), but
-- trained on what all are trained on and by nothing of a held-out section.
--
-- Entries as spot_methods.list has them.

local ms = require "moonstain"
local hespotex = require "hespotex"
local hist = require "hist"
local protocols = require "protocols"

local quick = ms.profile == "quick"

-- Both stages of HESpotEx: its autoencoder goes from training section to training
-- section and leaves the latents of each behind; held-out ones have none, since the
-- last state of the second stage is kept.
--
-- @param call  what a step is given: lists by training section, and settings
-- @return      the model of the second stage
local function hespotex_model(call)
  local latents = hespotex.first_stage {
    targets = call.targets, graph = call.gate_graph, steps = call.gate_steps,
    tying = "published", seed = call.seed, fold = call.fold,
  }
  return ms.hespotex_model(protocols.with(hespotex.second_stage, {
    features = call.features, targets = call.targets, latents = latents,
    graph = call.graph, nuclei = call.nuclei, checkpoint = "last",
    neighbour_term = "published", output = "published", epochs = call.epochs,
    seed = call.seed, fold = call.fold,
  }))
end

-- GHIST learns counts of spots, which its dataset holds, and no other target. Our
-- nuclei have no types: of the network the parts about types are off.
local function ghist_model(call)
  call.targets = nil
  return ms.ghist_model(call)
end

return {
  { name = "hist",
    label = "HiST (frozen {encoder} features, zero output start)",
    own = "ctranspath",
    step = ms.hist_model, reads = { features = "features", grid = "spot_grid" },
    epochs = { quick = 10, standard = 200, paper = 200 },
    with = protocols.with(hist.optimiser, {
      output_init = "zero", checkpoint = "last",
    }) },
  { name = "hespotex",
    label = "HESpotEx (frozen {encoder} features, last epoch)",
    own = "clip_vit_b32",
    step = hespotex_model, learns = { gate_graph = "graph_eight" },
    reads = { features = "features", graph = "graph_pixels",
              nuclei = "nucleus_counts" },
    epochs = { quick = 3, standard = 30, paper = 30 },
    with = { gate_steps = quick and 50 or 500 } },
  { name = "ghist",
    label = "GHIST by spots (our nuclei, no types, ln of counts"
            .. (quick and ", small)" or ")"),
    step = ghist_model,
    reads = { dataset = "counts", labels = "labels", picture = "pictures" },
    epochs = { quick = 2, standard = 10, paper = 50 },
    with = { supervision = "spots", spot_radius_um = 50,
             components = { "morphology" }, width = quick and 2 or 4,
             batch = 8, patch_px = quick and 80 or 160,
             um_per_px = quick and 1.376 or 0.688, learning_rate = 1e-3,
             weight_decay = 1e-4, stain_jitter = 0.03 } },
}
