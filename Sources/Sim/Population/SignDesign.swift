/// A law of signs with few outcomes that has the second moments of independent signs.
///
/// Sign k of outcome r is (-1)^(number of ones of r AND k), Sylvester's Hadamard matrix, k = 0, ..., n - 1. Two different
/// columns are orthogonal, so over a uniform outcome the mean of any quadratic form in the signs is that over
/// independent ones. Source: Hedayat, Sloane, Stufken, Orthogonal Arrays (1999), section 7.
struct SignDesign: Sendable {
  /// The number of signs n.
  let signs: Int
  /// The number of outcomes: the least power of 2 that is at least n.
  let outcomes: Int

  init(signs: Int) {
    self.signs = signs
    var outcomes = 1
    while outcomes < signs { outcomes *= 2 }
    self.outcomes = outcomes
  }

  /// The signs of one outcome.
  func outcome(_ row: Int) -> [Double] { (0..<signs).map { (row & $0).nonzeroBitCount & 1 == 0 ? 1 : -1 } }
}
