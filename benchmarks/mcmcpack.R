# Martin and Quinn's dynamic one-dimensional model with MCMCpack, one chain.
#   Rscript mcmcpack.R votes.csv first_year burnin draws thin seed out [shipped]
# Answer 2 counts as 1, answers 0 and 1 as 0. Writes out.npy (draws x points) and out-points.csv (state,year).
# The wrapper as shipped collects the votes by rbind in a loop, which takes quadratic time; unless the last
# argument is "shipped" that one statement is replaced, the compiled sampler is the same.
suppressMessages(library(MCMCpack))
arg <- commandArgs(TRUE)
first <- as.integer(arg[2]); burnin <- as.integer(arg[3]); draws <- as.integer(arg[4])
thin <- as.integer(arg[5]); seed <- as.integer(arg[6]); out <- arg[7]
began <- proc.time()[["elapsed"]]

votes <- read.csv(arg[1])
votes <- votes[votes$year >= first, ]
votes$y <- as.integer(votes$answer == 2)
mixed <- tapply(votes$y, votes$item, function(y) min(y) != max(y))
votes <- votes[mixed[as.character(votes$item)], ]
states <- sort(unique(votes$state)); items <- sort(unique(votes$item)); years <- sort(unique(votes$year))
y <- matrix(NA_integer_, length(states), length(items), dimnames = list(states, items))
y[cbind(match(votes$state, states), match(votes$item, items))] <- votes$y
time <- match(votes$year[match(items, votes$item)], years)

# start: first principal component of the votes plus noise, USA low; it also fixes the sign
z <- scale(y, scale = FALSE); z[is.na(z)] <- 0
score <- as.numeric(scale(svd(z, nu = 1, nv = 0)$u[, 1]))
if (score[states == "USA"] > 0) score <- -score
set.seed(seed)
start <- 0.7 * score + 0.1 * rnorm(length(score))

# prior variance of a state's first year: 30 / roll calls of that year; later years only walk (no such prior here)
calls <- tabulate(time)
entry <- tapply(match(votes$year, years), votes$state, min)[states]

entered <- NA
sampler <- MCMCdynamicIRT1d
if (!"shipped" %in% arg) {
  slow <- which(sapply(as.list(body(sampler)), function(s) any(grepl("rbind(data.sparse.si", deparse(s), fixed = TRUE))))
  stopifnot(length(slow) == 1)
  body(sampler)[[slow]] <- quote({  # the compiled sampler starts right after
    at <- which(!is.na(t(datamatrix)), arr.ind = TRUE)
    data.sparse.si <- cbind(at[, 2] - 1, at[, 1] - 1, t(datamatrix)[at])
    assign("entered", proc.time()[["elapsed"]], globalenv())
  })
}
ready <- proc.time()[["elapsed"]]
fit <- sampler(y, time, burnin = burnin, mcmc = draws, thin = thin, verbose = 0, seed = seed,
               theta.start = start, tau2.start = 0.1, c0 = -1, d0 = -1, A0 = 0.25, B0 = 2,
               e0 = 0, E0 = 30 / calls[entry], store.ability = TRUE, store.item = FALSE)
done <- proc.time()[["elapsed"]]

# the points with votes, in order of state and year
points <- unique(votes[, c("state", "year")])
points <- points[order(points$state, points$year), ]
theta <- unclass(fit)[, paste0("theta.", points$state, ".t", match(points$year, years)), drop = FALSE]
write.csv(points, paste0(out, "-points.csv"), row.names = FALSE, quote = FALSE)
f <- file(paste0(out, ".npy"), "wb")
head <- sprintf("{'descr': '<f8', 'fortran_order': True, 'shape': (%d, %d), }", nrow(theta), ncol(theta))
head <- paste0(head, strrep(" ", 117 - nchar(head)), "\n")
writeBin(as.raw(c(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0)), f)
writeBin(nchar(head), f, size = 2, endian = "little")
writeChar(head, f, eos = NULL)
writeBin(as.numeric(theta), f, endian = "little"); close(f)
cat(sprintf("points %d items %d votes %d; preparation %.1f s, wrapper %.1f s, sampler %.1f s, all %.1f s\n",
            nrow(points), length(items), nrow(votes), ready - began, entered - ready, done - entered,
            proc.time()[["elapsed"]] - began))
