# Moran's I and its p as spdep gives them, of every fifth gene of two sections, into moran_genes.json.
#
#     apt install r-cran-spdep
#     Rscript moran_genes.R FOLDER_WITH_her2st_AND_mob
#
# Made with the version that the file names. Neighbours are those of the rule of core/data/prepare/moran_genes.h,
# found here by sorting all distances; values are rounded to float32, as they are stored. What spdep's own
# knearneigh gives in their place, which takes the first in the table of equal ones, is beside it.
suppressMessages(library(spdep))

number <- function(x) {
  text <- formatC(x, digits = 17, format = "g", width = 1)
  text[is.na(x)] <- "null"
  text
}
list_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
texts_of <- function(x) paste0("[", paste0('"', x, '"', collapse = ", "), "]")
member <- function(name, value) paste0('"', name, '": ', value)
object <- function(...) paste0("{", paste(c(...), collapse = ",\n "), "}")
float32 <- function(x) readBin(writeBin(as.vector(x), raw(), size = 4), "double", n = length(x), size = 4)

listw_of <- function(near) {
  nb <- lapply(seq_len(nrow(near)), function(i) as.integer(sort(near[i, ])))
  attributes(nb) <- list(class = "nb", region.id = as.character(seq_len(nrow(near))), sym = FALSE)
  nb2listw(nb, style = "B")
}

# [genes, (I, variance, p)]
morans <- function(values, near) {
  listw <- listw_of(near)
  t(apply(values, 2, function(v) {
    if (min(v) == max(v)) return(c(NA, NA, NA))
    test <- moran.test(v, listw, randomisation = TRUE, alternative = "greater")
    c(test$estimate[[1]], test$estimate[[3]], test$p.value)
  }))
}

section <- function(name, counts, positions) {
  columns <- length(strsplit(readLines(counts, 1), "\t")[[1]])
  table <- as.matrix(read.delim(counts, row.names = 1, check.names = FALSE,
                                colClasses = c("character", rep("integer", columns - 1))))
  at <- do.call(rbind, lapply(strsplit(rownames(table), "x"), as.numeric))
  known <- read.delim(positions)
  selected <- paste(known$x, known$y)[known$selected == 1]
  kept <- paste(at[, 1], at[, 2]) %in% selected
  table <- table[kept, ]
  at <- at[kept, ]
  values <- matrix(float32(log1p(1e4 * table / rowSums(table))), nrow(table))
  fifth <- seq(1, ncol(table), by = 5)
  values <- values[, fifth]
  table <- table[, fifth]
  distance <- as.matrix(dist(at))
  squared <- round(distance^2)
  diag(squared) <- Inf
  near <- t(sapply(seq_len(nrow(at)), function(i) order(squared[i, ], at[, 2], at[, 1])[1:15]))
  ours <- morans(values, near)
  counted <- morans(table, near)
  own <- morans(values, knearneigh(at, k = 15)$nn)
  some <- unique(c(seq(1, ncol(table), by = 50), order(-ours[, 1])[1:10]))
  object(
    member("spots", nrow(table)), member("genes", ncol(table)),
    member("constant", sum(is.na(ours[, 1]))),
    member("p_below_0.01", sum(ours[, 3] < 0.01, na.rm = TRUE)),
    member("index_above_0.4", sum(ours[, 1] > 0.4, na.rm = TRUE)),
    member("sum_of_index", number(sum(ours[, 1], na.rm = TRUE))),
    member("sum_of_p", number(sum(ours[, 3], na.rm = TRUE))),
    member("sum_of_index_of_counts", number(sum(counted[, 1], na.rm = TRUE))),
    member("sum_of_p_of_counts", number(sum(counted[, 3], na.rm = TRUE))),
    member("p_below_0.01_by_knearneigh", sum(own[, 3] < 0.01, na.rm = TRUE)),
    member("largest_difference_by_knearneigh", number(max(abs(own[, 1] - ours[, 1]), na.rm = TRUE))),
    member("names", texts_of(colnames(table)[some])),
    member("index", list_of(ours[some, 1])), member("p", list_of(ours[some, 3]))) -> said
  paste0('"', name, '": ', said)
}

folder <- commandArgs(trailingOnly = TRUE)[1]
her2st <- file.path(folder, "her2st", "data")
mob <- file.path(folder, "mob")
writeLines(object(
  member("spdep", paste0('"', packageVersion("spdep"), '"')),
  section("B4", file.path(her2st, "ST-cnts", "B4.tsv.gz"), file.path(her2st, "ST-spotfiles", "B4_selection.tsv")),
  section("MOB1", file.path(mob, "MOB1.tsv"), file.path(mob, "alignment_table_MOB1.tsv"))), "moran_genes.json")
