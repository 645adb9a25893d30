# ranger's side of the benchmark: Rscript ranger.R FILE ROWS FEATURES TREES SEED
# Prints {"version": ..., "seconds": ...}; only the fit is timed, on one thread.
# The forest is scikit-learn's default one: bootstrap, every feature at every split, leaves of one row.
arguments <- commandArgs(trailingOnly = TRUE)
rows <- as.integer(arguments[2])
features <- as.integer(arguments[3])
values <- readBin(arguments[1], "double", n = rows * (features + 1), endian = "little")
x <- matrix(values[seq_len(rows * features)], nrow = rows)
colnames(x) <- paste0("x", seq_len(features))
y <- values[rows * features + seq_len(rows)]
start <- proc.time()[["elapsed"]]
forest <- ranger::ranger(
  x = x, y = y, num.trees = as.integer(arguments[4]), seed = as.integer(arguments[5]),
  mtry = features, min.node.size = 1, replace = TRUE, num.threads = 1, oob.error = FALSE
)
seconds <- proc.time()[["elapsed"]] - start
version <- as.character(utils::packageVersion("ranger"))
cat(sprintf('{"version": "%s", "seconds": %.3f}\n', version, seconds))
