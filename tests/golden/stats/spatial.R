# Moran's I as spdep gives it, the cross-type L function and the correlation of
# nearest neighbours as spatstat gives them, into spatial.json.
#
#     apt install r-cran-spdep r-cran-spatstat.explore
#     Rscript spatial.R
#
# Made with the versions that the file names. Positions and values are whole
# multiples of 1/64, so that float32 holds them.
suppressMessages({
  library(spdep)
  library(spatstat.geom)
  library(spatstat.explore)
})

number <- function(x) {
  text <- formatC(x, digits = 17, format = "g", width = 1)
  text[is.na(x)] <- "null"
  text
}
list_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
texts_of <- function(x) paste0("[", paste0('"', x, '"', collapse = ", "), "]")
member <- function(name, value) paste0('"', name, '": ', value)
object <- function(...) paste0("{", paste(c(...), collapse = ",\n "), "}")
array_of <- function(x) paste0("[", paste(x, collapse = ",\n "), "]")

set.seed(7)
n <- 90
x <- round(runif(n, 0, 300) * 64) / 64
y <- round(runif(n, 0, 200) * 64) / 64
types <- sample(c("B", "T", "Tumour"), n, replace = TRUE, prob = c(.2, .3, .5))
values <- round(cbind(x / 40 + rnorm(n), rnorm(n), rpois(n, .3), rexp(n)) * 64) / 64

moran <- function(name, listw, v) {
  random <- moran.test(v, listw, randomisation = TRUE)
  normal <- moran.test(v, listw, randomisation = FALSE)
  object(member("weights", paste0('"', name, '"')),
         member("index", number(random$estimate[[1]])),
         member("expected", number(random$estimate[[2]])),
         member("variance_randomised", number(random$estimate[[3]])),
         member("variance_normal", number(normal$estimate[[3]])),
         member("p_randomised", number(random$p.value)),
         member("p_normal", number(normal$p.value)))
}
near <- knn2nb(knearneigh(cbind(x, y), k = 6))
distance <- as.matrix(dist(cbind(x, y)))
inverse <- 1 / distance
diag(inverse) <- 0
morans <- c()
for (column in seq_len(ncol(values))) {
  v <- values[, column]
  morans <- c(morans,
              moran("6 nearest", nb2listw(near, style = "B"), v),
              moran("6 nearest, row-standardised", nb2listw(near, style = "W"), v),
              moran("inverse distance, row-standardised", mat2listw(inverse, style = "W"), v))
}

pattern <- ppp(x, y, xrange = range(x), yrange = range(y), marks = factor(types))
radii <- 0:60
curves <- c()
for (from in levels(pattern$marks)) for (to in levels(pattern$marks)) {
  cross <- suppressWarnings(Lcross(pattern, from, to, r = seq(0, 60, by = 0.125), correction = "isotropic"))
  curves <- c(curves, object(member("from", paste0('"', from, '"')), member("to", paste0('"', to, '"')),
                             member("L", list_of(cross$iso[match(radii, cross$r)]))))
}

correlations <- c()
for (column in seq_len(ncol(values))) {
  marked <- ppp(x, y, xrange = range(x), yrange = range(y), marks = values[, column])
  correlations <- c(correlations, nncorr(marked)[["correlation"]])
}

pairs <- closepairs(pattern, 50, what = "indices")
counted <- table(pattern$marks[pairs$i], pattern$marks[pairs$j])

writeLines(object(
  member("spdep", paste0('"', packageVersion("spdep"), '"')),
  member("spatstat.explore", paste0('"', packageVersion("spatstat.explore"), '"')),
  member("x", list_of(x)), member("y", list_of(y)), member("types", texts_of(types)),
  member("values", array_of(apply(values, 2, list_of))),
  member("morans_by_value", array_of(morans)),
  member("radii", list_of(radii)), member("L", array_of(curves)),
  member("nn_correlation", list_of(correlations)),
  member("close_types", texts_of(rownames(counted))),
  member("close_pairs", array_of(apply(counted, 1, list_of)))), "spatial.json")
