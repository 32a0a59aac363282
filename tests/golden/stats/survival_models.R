# Cox's model, the log-rank test and concordance of R's survival, for
# survival_models.py: of each case "NAME.csv" in the folder given, a line
# "NAME.key numbers ..." to standard output.
library(survival)
folder <- commandArgs(trailingOnly = TRUE)[1]
say <- function(name, key, values)
  cat(paste0(name, ".", key), sprintf("%.17g", as.numeric(values)), "\n")
control <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 60)
say("R", "survival", unlist(packageVersion("survival")))
for (file in sort(list.files(folder, pattern = "\\.csv$"))) {
  name <- sub("\\.csv$", "", file)
  data <- read.csv(file.path(folder, file))
  x <- grep("^x", names(data), value = TRUE)
  right <- paste(x, collapse = " + ")
  with_strata <- if ("stratum" %in% names(data)) c("", " + strata(stratum)") else ""
  for (ties in c("breslow", "efron")) for (strata in with_strata) {
    key <- paste0(ties, if (strata == "") "" else "_strata")
    fit <- coxph(as.formula(paste("Surv(time, died) ~", right, strata)), data, ties = ties, control = control)
    say(name, paste0(key, ".coefficients"), coef(fit))
    say(name, paste0(key, ".covariance"), fit$var)
    say(name, paste0(key, ".log_likelihoods"), fit$loglik)
    say(name, paste0(key, ".tests"), c(summary(fit)$logtest[c(1, 3)], fit$wald.test, summary(fit)$waldtest[3], fit$score,
                                       summary(fit)$sctest[3]))
    hazard <- basehaz(fit, centered = FALSE)
    hazard <- hazard[if (strata == "") order(hazard$time) else order(hazard$strata, hazard$time), ]
    say(name, paste0(key, ".baseline"), hazard$hazard)
  }
  if (length(x) > 1) {
    ridged <- coxph(Surv(time, died) ~ ridge(as.matrix(data[x]), theta = 2.5, scale = FALSE), data, ties = "efron",
                    control = control)
    say(name, "ridge.coefficients", coef(ridged))
  }
  if ("group" %in% names(data)) {
    for (strata in with_strata) {
      found <- survdiff(as.formula(paste("Surv(time, died) ~ group", strata)), data)
      key <- paste0("log_rank", if (strata == "") "" else "_strata")
      total <- function(a) if (is.matrix(a)) rowSums(a) else a
      say(name, key, c(found$chisq, found$var[1, 1]))
      say(name, paste0(key, ".seen"), total(found$obs))
      say(name, paste0(key, ".expected"), total(found$exp))
    }
  }
}
