-- Data sets as recipes here use them: sections with their pictures, and what each
-- brings of its own. Legacy Spatial Transcriptomics by name; of any other manifest,
-- such as `moonstain data add` makes of a sample sheet, nothing is known beforehand.

local ms = require "moonstain"
local protocols = require "protocols"

local datasets = {}

local of_dataset = {
  her2st = {
    genes = "her2st_785.txt",
    -- A patient that is never tested: the list's variable genes come from it.
    genes_from = "A1",
    crop_px = 224,          -- Hist2ST's window, which the paper names
    nuclei = true,          -- 0.69 um a pixel show them
    claims = true,          -- what is published stands beside it
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
    all_genes = true,       -- a table of 1,000: nothing is chosen
    crop_px = 32,           -- a spot's pitch: 224 px would span seven spots
    no_scale = true,
    nuclei = false,         -- a pixel is as wide as a nucleus
    claims = true,
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

-- GSE144240, of a sample sheet that is called so: the list of the same papers. Its
-- sections are not here, and how the list was made is not published.
of_dataset.cscc = {
  genes = "cscc_171.txt", crop_px = 224, nuclei = true,
  scope = "full", scope_note = "", map_genes = {}, stand_ins = {},
  genes_stand_in = "171 genes of the common cSCC protocol for a list that is not "
                   .. "public",
  protocol_stand_ins = {}, notes = {},
}

-- The rule that made her2st's list: options of `ms.gene_choice`.
datasets.list_rule = { most_variable = 1500, min_spots = 1000, of_spots = 11548 }

-- What is taken of a manifest that is not in the list.
local any_dataset = {
  crop_px = 224, nuclei = true, scope = "full", scope_note = "", map_genes = {},
  stand_ins = {}, protocol_stand_ins = {}, notes = {},
}

-- ln over all genes, as HiST; log10 over the chosen genes, the target of the
-- common protocol P1 (recipes/hist_loocv/METHOD.md 3.3); ln over the chosen ones,
-- then the mean with the spots beside (P2); ln of counts as they are
-- (HEST-Benchmark); log2 over all genes in a million (SpaRED's, without lengths).
local of_target = {
  t1 = { total = "all", log = "ln_1p" },
  p1 = { total = "chosen", log = "log10_1p" },
  p2 = { total = "chosen", log = "ln_1p", reach = 1 },
  counts = { total = "none", log = "ln_1p" },
  cpm = { total = "all", log = "log2_1p", scale_to = 1e6 },
}

-- Sections that have counts and what shows their spots.
--
-- @param shown  role of the file that shows them: "picture" where it is missing,
--               "patches" (HEST's), or "embeddings", features made elsewhere
local function sections_with(manifest, shown)
  local roles = of_dataset[manifest.name] and { "counts", "spots", shown }
                or { "counts", shown }
  local sections = manifest:having(unpack(roles))
  if #sections == 0 then
    error("data set " .. manifest.name .. ": no section has "
          .. table.concat(roles, " and ") .. "; a sample sheet names these "
          .. "files (recipes/README.md, \"Data of one's own\")", 0)
  end
  return sections
end

-- The sections of a data set that have counts, positions and a picture, or
-- another file that shows their spots.
--
--   manifest, sections, dataset, pictures   as steps take them; no pictures where
--                       a section lacks one
--   crops(quality)      tiles of 224 px about the spots, and the blank one; of
--                       the places of another dataset without it; `um` wide,
--                       where it is given and the pictures have a scale
--   grid(dataset)       on 80 x 64 cells: these sections, or this form of them
--   scope, scope_note, map_genes, stand_ins, notes   for the report
--   genes_of(choice)    where a protocol says which genes: as `datasets.genes`
function datasets.open(name, shown)
  shown = shown or "picture"
  local manifest = ms.manifest(name)
  local own = of_dataset[name] or any_dataset
  local sections = sections_with(manifest, shown)
  local data = {
    name = name, own = own, manifest = manifest, sections = sections,
    dataset = ms.dataset { manifest = manifest, sections = sections },
  }
  if #manifest:having("counts", shown, "picture") == #sections then
    data.pictures = manifest:files("picture", sections)
  end
  for _, member in ipairs { "scope_note", "map_genes", "stand_ins", "notes" } do
    data[member] = own[member]
  end
  data.scope = ms.profile == "quick" and own.scope ~= "demo" and "quick"
               or own.scope
  function data.grid(dataset)
    return ms.grid { dataset = dataset or data.dataset, rows = 80, columns = 64,
                     row_offset = 1 }
  end
  function data.crops(quality, dataset, um)
    if shown == "patches" then
      return ms.hest_patches {
        dataset = dataset or data.dataset, blank = dataset == nil,
        patches = manifest:files("patches", sections),
      }
    end
    if own.no_scale then um = nil end
    return ms.patches {
      dataset = dataset or data.dataset, picture = data.pictures,
      crop_px = um == nil and own.crop_px or nil, crop_um = um, tile_px = 224,
      jpeg_quality = quality, blank = dataset == nil,
    }
  end
  return data
end

-- Features that another program has made, of the file `embeddings` of each section,
-- whose encoder the first line of its file `encoder` names. Spots without features
-- leave the data set.
--
-- @param how  learned_from = what the encoder has learned from; most_missing = share
--             of a section's spots that may have none; patch_px = side of a patch,
--             0 where the file says it
-- @return     features by section
function datasets.stored_features(data, how)
  local files, features = data.manifest:files("embeddings", data.sections), {}
  for i, section in ipairs(data.sections) do
    local encoder = data.manifest.rows[section].files.encoder
    if encoder == nil then
      error("section " .. section .. " of " .. data.name .. " has embeddings and no "
            .. "file 'encoder': a text whose first line is the encoder's name, in a "
            .. "column encoder of the sample sheet", 0)
    end
    features[i] = ms.feature_file {
      dataset = data.dataset[i], file = files[i],
      encoder = ms.source { encoder, manifest = data.manifest,
                            learned_from = how.learned_from },
      most_missing = how.most_missing, patch_px = how.patch_px,
    }
  end
  data.dataset = ms.featured_spots { dataset = data.dataset, features = features }
  return features
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
  if data.genes_of then return data.genes_of(choice) end
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
    local chosen_on = own.genes_from and ms.dataset {
      manifest = data.manifest, sections = { own.genes_from },
    }[1]
    return function(fold)
      local training = ms.part(data.dataset, fold.train)
      return {
        gene_list = ms.gene_choice(protocols.with(datasets.list_rule, {
          dataset = chosen_on or training[1], presence = training,
        })),
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
-- @param target  "t1", "p1", "p2", "counts" or "cpm"
-- @param choice, morans  as `datasets.genes` takes them
-- @return        a function from a fold to targets by section
function datasets.targets(data, target, choice, morans)
  return datasets.targets_of(data, target, datasets.genes(data, choice, morans),
                             choice)
end

-- What is measured of each spot alone.
--
-- @param dataset  by section
-- @param genes    members of a call of `ms.targets` that say which
function datasets.measured(dataset, target, genes)
  local how = of_target[target]
  return ms.targets(protocols.with(genes, {
    dataset = dataset, total = how.total, scale_to = how.scale_to or 1e4,
    log = how.log,
  }))
end

-- The same of genes that are chosen in another way.
--
-- @param genes  a function from a fold, as `datasets.genes` returns it
-- @return       a function from a fold to targets by section; beside them, where
--               the target is a mean with the spots beside, that of each spot alone
function datasets.targets_of(data, target, genes, choice)
  local how = of_target[target]
  local function made(fold)
    local alone = datasets.measured(data.dataset, target, genes(fold))
    if how.reach == nil then return { alone, alone } end
    return { ms.smoothed_targets {
      targets = alone, dataset = data.dataset, reach = how.reach,
    }, alone }
  end
  local all = choice ~= "training sections" and made() or nil
  return function(fold) return unpack(all or made(fold)) end
end

-- Whether a target is a mean with the spots beside.
function datasets.is_smoothed(target) return of_target[target].reach ~= nil end

-- Whether the genes are chosen: a data set without a list predicts all.
function datasets.has_gene_choice(data) return data.own.genes ~= nil end

-- Words for the total that a target divides by, as `depth_predictions` takes it:
-- where it divides by none, that of all genes.
function datasets.total_of(target)
  local total = of_target[target].total
  return total == "none" and "all" or total
end

return datasets
