-- Protocols under which methods over spots are compared: who is held out, which
-- genes are predicted, what of them, and how wide a spot's window is.
-- recipes/spot_benchmark/README.md says what each paper does otherwise.

local ms = require "moonstain"
local datasets = require "datasets"
local protocols = require "protocols"
local spared_splits = require "spared_splits"

local spot_protocols = {}

-- By name:
--
--   label      what the page calls it
--   unit       held out by default, "split": by a list that is given; folds: so many
--              groups of units in place of one unit a fold
--   splits     its lists of data sets that are known here, section to word
--   genes      "list": the data set's list, or the rule that made her2st's; "shared":
--              all that sections share; or options of `ms.top_genes`
--   target     as `datasets.targets_of` knows it, by default
--   window_um  width of a spot's window, resampled to 224 px; missing: 224 px of the
--              picture, at whatever scale
--   averaging  of the headline, as `ms.findings` takes it
--   own_best   how many of each predictor's best genes its papers average, too
--   similarity whether its paper has the structural similarity of binned values, too
local of_protocol = {
  -- HisToGene and its successors, on 32 sections of her2st: section by section, so
  -- that others of its patient are trained on.
  p1 = { label = "P1", unit = "section", genes = "list", target = "p1",
         averaging = "units" },
  -- The same genes and target, the patient held out: ours.
  p1p = { label = "P1p", unit = "patient", genes = "list", target = "p1",
          averaging = "units" },
  -- TRIPLEX and its successors (Chung et al. 2024, CVPR): 250 genes of most counts
  -- among those that a tenth of the spots count, targets and truth smoothed over
  -- 3 x 3 places of the array; 224 px at 0.5 um. In a fold sections count by their
  -- spots, and folds alike.
  p2 = { label = "P2", unit = "patient", target = "p2", window_um = 112,
         genes = { by = "counts", most = 250, min_share = 0.1 },
         averaging = "patients_by_places", own_best = 50 },
  -- The benchmark of eleven methods (Wang et al. 2025, Nat Commun 16): patients in
  -- four folds, all common genes; each method has its own target there, so ours is
  -- one for all: ln(1 + 1e4 n / total).
  p3 = { label = "P3", unit = "patient", folds = 4, genes = "shared",
         target = "t1", averaging = "units", similarity = true },
  -- HEST-Benchmark (Jaume et al. 2024, arXiv:2406.16192). Of the paper: patients
  -- apart, 50 genes of highest variance, windows of 112 um at 0.5 um/px. Of its
  -- public leaderboard: ln(1 + n) of counts as they are. Of its code: genes that a
  -- tenth of each section's spots count, without controls, and of these the most
  -- variable by Seurat's rule over the spots of all; its own lists are files of its
  -- tasks.
  hest = { label = "HEST-Benchmark's", unit = "patient", target = "counts",
           window_um = 112, averaging = "units",
           genes = { by = "dispersion", most = 50, min_share = 0.1,
                     share_of = "each", without = { "BLANK", "Control" } } },
  -- SpaRED (Ruiz et al. 2025, arXiv:2505.02980): its lists of sections, and 128 genes
  -- of highest mean Moran's I over six neighbours. Ours: log2(1 + 1e6 n / all counts)
  -- in place of its log2(1 + TPM), which divides by the genes' lengths, too; no median
  -- filter, completion or correction of batches, in target or choice.
  spared = { label = "SpaRED's", unit = "split", splits = spared_splits,
             target = "cpm", averaging = "units",
             genes = { by = "moran", neighbours = 6, most = 128 } },
}

spot_protocols.names = { "p1p", "p1", "p2", "p3", "hest", "spared" }

-- A protocol by name.
function spot_protocols.named(name) return of_protocol[name] end

-- Who is held out. Where a protocol leaves out sections, the switch that
-- acknowledges it goes on to patients; elsewhere both ends are as the protocol has
-- it, and the switch acknowledges whoever else is set: sections of one patient on both
-- sides, or whom the sample sheet's column or the protocol's own list names.
function spot_protocols.unit(protocol)
  if protocol.unit == "section" then return protocols.unit() end
  local others = {}
  for _, unit in ipairs { "patient", "section", "split" } do
    if unit ~= protocol.unit then others[#others + 1] = unit end
  end
  return protocols.unit(protocol.unit, others)
end

-- Whether sections choose the genes: a data set with a list of all its genes has none
-- to choose.
function spot_protocols.chooses_genes(data, protocol)
  return protocol.genes ~= "list" or not data.own.all_genes
end

-- What predictions are scored against, where a target is a mean with the spots
-- beside.
function spot_protocols.truth()
  return ms.switch {
    name = "truth", kind = "scoring",
    published = "smoothed", audited = "raw",
    why = "a mean over neighbours takes noise out of what is measured, so that "
          .. "every method scores higher on it",
  }
end

-- The folds of a list, of the sample sheet or the protocol's own, and a sentence of
-- what is left out.
local function listed_folds(data, protocol)
  local own
  for _, section in ipairs(data.sections) do
    own = own or data.manifest.rows[section].split ~= ""
  end
  local folds, absent = ms.folds(data.manifest, data.sections, "split", {
    split = not own and (protocol.splits or {})[data.name] or nil,
  })
  local parts, between = {}, folds[1].validation
  if #absent > 0 then
    parts[1] = "of the list of sections these are not at hand: "
               .. table.concat(absent, ", ")
  end
  if #between > 0 then
    parts[#parts + 1] = "those of its validation are neither learned from nor scored: "
                        .. table.concat(between, ", ")
  end
  local note = #parts > 0 and "Folds are those of a list; " .. table.concat(parts, "; ")
                              .. "." or nil
  return folds, note, folds[1].unit
end

-- The folds that are made of units, and a sentence where they are not those of the
-- protocol, else nothing.
local function made_folds(data, protocol, unit)
  if protocol.folds == nil then
    return ms.folds(data.manifest, data.sections, unit, { may_be_empty = true })
  end
  local seen, units = {}, 0
  for _, section in ipairs(data.sections) do
    local one = unit == "patient" and data.manifest:patient_of(section) or section
    units = units + (seen[one] and 0 or 1)
    seen[one] = true
  end
  if units >= protocol.folds then
    return ms.k_folds(data.manifest, data.sections, {
      unit = unit, k = protocol.folds,
    })
  end
  return ms.folds(data.manifest, data.sections, unit, { may_be_empty = true }),
         protocol.label .. " holds out " .. unit .. "s in " .. protocol.folds
         .. " groups; here are " .. units .. ", each held out alone."
end

-- The folds; a sentence where they are not those of the protocol, else nothing; and
-- what they hold out, "patient" or "section".
function spot_protocols.folds(data, protocol, unit)
  if unit == "split" then return listed_folds(data, protocol) end
  local folds, note = made_folds(data, protocol, unit)
  return folds, note, unit
end

-- "P2, one patient held out": what a page is headed with. A unit or a target that is
-- not the protocol's is said.
function spot_protocols.title(protocol, target, unit, folds)
  local title = protocol.label
  if target ~= protocol.target then title = title .. " with target " .. target end
  if unit ~= protocol.unit then title = title .. " by " .. unit end
  if unit == "split" then return title .. ", held out by a list" end
  local alone = protocol.folds == nil or #folds < protocol.folds
  return title .. (alone and ", one " .. unit .. " held out"
                   or ", " .. unit .. "s held out in " .. #folds .. " groups")
end

-- Of what the headline is the mean: where a protocol averages by fold, a patient is
-- one.
function spot_protocols.averaging(protocol, unit)
  return unit == "patient" and protocol.averaging or "units"
end

-- All sections whose counts are known, those that nobody predicts among them.
local function counted(data)
  return ms.dataset { manifest = data.manifest,
                      sections = data.manifest:having("counts") }
end

-- Members of a call of `ms.targets` that say which genes; `dataset` is what they are
-- chosen on.
local function chosen_on(data, rule, dataset)
  if rule == "shared" then
    return { gene_list = ms.shared_genes { dataset = dataset } }
  elseif rule == "list" then
    -- As the 785 of her2st were made, of the first section.
    return { gene_list = ms.gene_choice(protocols.with(datasets.list_rule, {
      dataset = dataset[1], presence = dataset,
    })) }
  end
  return { gene_list = ms.top_genes(protocols.with(rule, { dataset = dataset })) }
end

-- A function from a fold, as `datasets.genes` returns it.
local function genes_of(data, rule, choice)
  if choice == "training sections" then
    return function(fold)
      return protocols.with(
        chosen_on(data, rule, ms.part(data.dataset, fold.train)),
        { absent = "zero" })
    end
  end
  -- Where names are all that is looked at: of the sections that are predicted.
  local on_all = chosen_on(data, rule,
                           rule == "shared" and data.dataset or counted(data))
  return function() return on_all end
end

-- Has `datasets.genes` choose as the protocol does, but where the data set has a
-- list, or no choice, of its own.
function spot_protocols.choose_genes(data, protocol)
  local rule = protocol.genes
  if rule == "list" and (data.own.genes or data.own.all_genes) then return end
  function data.genes_of(choice) return genes_of(data, rule, choice) end
end

-- The linear probe on frozen features, control C4: a ridge on 256 principal
-- components of the training spots' by HEST-Benchmark's penalty, alpha = 0: 100 /
-- (components * genes).
function spot_protocols.probe(train, test)
  return ms.ridge_predictions {
    name = "pca_ridge",
    model = ms.ridge_model {
      features = train.features, targets = train.targets,
      components = 256, alpha = 0,
    },
    features = test.features,
  }
end

return spot_protocols
