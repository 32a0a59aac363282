-- Data sets of legacy Spatial Transcriptomics as recipes here use them: sections
-- with their pictures, and what each brings of its own.

local ms = require "moonstain"
local protocols = require "protocols"

local datasets = {}

local of_dataset = {
  her2st = {
    genes = "her2st_785.txt",
    -- A patient that is never tested: the list's variable genes come from it.
    genes_from = "A1",
    genes_of_spots = 11548, -- spots in which the list's 1,000 were asked for
    crop_px = 224,          -- Hist2ST's window, which the paper names
    nuclei = true,          -- 0.69 um a pixel show them
    scope = "subset",
    scope_note = "6 of 36 sections, 2 of 8 patients: those whose pictures "
                 .. "are at hand at full resolution",
    map_genes = { "GNAS", "IGKC", "FASN" },
    stand_ins = {},
    genes_stand_in = "785 genes of the common her2st protocol for a list that "
                     .. "is not public",
    -- Where it is used as the common her2st protocol does.
    protocol_stand_ins = {
      "array centred on the 80 x 64 grid for a placement that is not described",
    },
    notes = {},
  },
  mob = {
    crop_px = 32,           -- a spot's pitch: 224 px would span seven spots
    nuclei = false,         -- a pixel is as wide as a nucleus
    scope = "demo",
    scope_note = "two sections of one mouse; the paper has no such data set",
    map_genes = {},
    stand_ins = { "mouse olfactory bulb for human tumours" },
    protocol_stand_ins = {},
    notes = {
      "One animal leaves nothing to hold out: each section is predicted by a "
      .. "model that saw the other slice of the same bulb. The page shows how "
      .. "a report reads; it says nothing of the method.",
    },
  },
}

-- ln over all genes, as HiST; or log10 over the chosen genes, the target of
-- the common protocol P1 (recipes/hist_loocv/METHOD.md 3.3).
local of_target = {
  t1 = { total = "all", log = "ln_1p" },
  p1 = { total = "chosen", log = "log10_1p" },
}

-- The sections of a data set that have counts, positions and a picture.
--
--   manifest, sections, dataset, pictures   as steps take them
--   crops(quality)      tiles of 224 px about the spots, and the blank one; of
--                       the places of another dataset without it
--   grid(dataset)       on 80 x 64 cells: these sections, or this form of them
--   scope, scope_note, map_genes, stand_ins, notes   for the report
function datasets.open(name)
  local own = of_dataset[name]
  local manifest = ms.manifest(name)
  local sections = manifest:having("counts", "spots", "picture")
  local data = {
    name = name, own = own, manifest = manifest, sections = sections,
    dataset = ms.dataset { manifest = manifest, sections = sections },
    pictures = manifest:files("picture", sections),
  }
  for _, member in ipairs { "scope_note", "map_genes", "stand_ins", "notes" } do
    data[member] = own[member]
  end
  data.scope = ms.profile == "quick" and own.scope ~= "demo" and "quick"
               or own.scope
  function data.grid(dataset)
    return ms.grid { dataset = dataset or data.dataset, rows = 80, columns = 64,
                     row_offset = 1 }
  end
  function data.crops(quality, dataset)
    return ms.patches {
      dataset = dataset or data.dataset, picture = data.pictures,
      crop_px = own.crop_px, tile_px = 224, jpeg_quality = quality,
      blank = dataset == nil,
    }
  end
  return data
end

-- Which genes are predicted; all of a data set without a list.
--
-- @param choice  "all sections": the list that the data set's papers share;
--                "training sections": the same rule, looking at these alone
-- @param morans  options of `ms.moran_genes`, where genes are chosen by that
--                step in place of the data set's own rule; on all sections, or
--                on those of training
-- @return        a function from a fold to members of a call of `ms.targets` or
--                `ms.listed_dataset`
function datasets.genes(data, choice, morans)
  local own = data.own
  if morans then
    local function chosen_on(dataset)
      return {
        gene_list = ms.moran_genes(protocols.with(morans, { dataset = dataset })),
        absent = "zero",
      }
    end
    if choice == "training sections" then
      return function(fold)
        return chosen_on(ms.part(data.dataset, fold.train))
      end
    end
    local on_all = chosen_on(data.dataset)
    return function() return on_all end
  end
  if choice == "training sections" then
    local chosen_on = ms.dataset {
      manifest = data.manifest, sections = { own.genes_from },
    }[1]
    return function(fold)
      return {
        gene_list = ms.gene_choice {
          dataset = chosen_on, presence = ms.part(data.dataset, fold.train),
          most_variable = 1500, min_spots = 1000,
          of_spots = own.genes_of_spots,
        },
        absent = "zero",
      }
    end
  end
  local list = own.genes and {
    genes = ms.source { own.genes, learned_from = data.manifest },
  } or {}
  return function() return list end
end

-- What is predicted: counts of chosen genes, normalised.
--
-- @param target  "t1" or "p1"
-- @param choice, morans  as `datasets.genes` takes them
-- @return        a function from a fold to targets by section
function datasets.targets(data, target, choice, morans)
  local how, genes = of_target[target], datasets.genes(data, choice, morans)
  local function made(fold)
    return ms.targets(protocols.with(genes(fold), {
      dataset = data.dataset, total = how.total, scale_to = 1e4, log = how.log,
    }))
  end
  if choice == "training sections" then return made end
  local all = made()
  return function() return all end
end

-- Whether the genes are chosen: a data set without a list predicts all.
function datasets.has_gene_choice(data) return data.own.genes ~= nil end

-- Words for the total that a target divides by, as `depth_predictions` takes it.
function datasets.total_of(target) return of_target[target].total end

return datasets
