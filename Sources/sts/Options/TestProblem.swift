extension Option {
  static let testTokens = Option(
    "--test-tokens", "T'", "the sequence length at test time", allowed: "an integer >= 2")
  static let testSparsity = Option(
    "--test-sparsity", "q'", "the number of tokens to average at test time",
    allowed: "an integer from 1 to T' - 1")
}
