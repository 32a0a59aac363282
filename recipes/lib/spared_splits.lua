-- Who is held out in SpaRED (Ruiz et al. 2025, arXiv:2505.02980), of data sets that
-- are known here: section to "train", "val" or "test". Names of sections alone, as
-- its package lists them (`spared` 2.2.1, MIT, readers/AnderssonReader.py). Data of
-- one's own say it in column `split` of the sample sheet.

local of_dataset = {
  her2st = {
    train = { "A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4", "B5", "B6",
              "C1", "C2", "C3", "C4", "C5", "C6", "D1", "D2", "D3", "D4", "D5", "D6" },
    val = { "E1", "E2", "E3", "F1", "F2", "F3" },
    test = { "G1", "G2", "G3", "H1", "H2", "H3" },
  },
}

local words = {}
for name, lists in pairs(of_dataset) do
  words[name] = {}
  for word, sections in pairs(lists) do
    for _, section in ipairs(sections) do words[name][section] = word end
  end
end

return words
