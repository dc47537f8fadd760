/// A network with one first-layer neuron that solves the task for tokens of signs: the control of F2.
///
/// For entries of X uniform on {-1, +1} the neuron `v = sum_k 2^k vec(X)_k` keeps all of X. The rest of the network
/// reads the entries off, from the highest k down: `x_k = relu(v + 1) - relu(v - 1) - 1`, then `v <- v - 2^k x_k`. The
/// remaining sum is odd, so |v| >= 1 and the difference is exactly 2 or 0; v itself passes a layer as
/// `relu(v) - relu(-v)`. Td such layers, then the mean over y. The risk is 0 with rank 1, though the entries have
/// mean 0 and covariance I: what F2 needs and signs lack is `E[(I - Pi) vec(X) | W vec(X)] = 0`.
///
/// Valid range: Td <= 50, where every number met is an integer below 2^51 and the arithmetic of Double is exact.
///
/// Source: derived here.
public struct F9OneNeuronDecoder: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem

  /// The decoder for a problem.
  ///
  /// - Throws: `TheoryError` if Td > 50.
  public init(_ problem: Problem) throws(TheoryError) {
    if problem.inputDimension > 50 {
      throw TheoryError(value: "Td = \(problem.inputDimension)", rule: "Td <= 50, to be exact in Double")
    }
    self.problem = problem
  }

  /// The first layer's weights, 1 x Td: the powers of two.
  ///
  /// - Throws: `TheoryError` never, for a valid decoder.
  public func weights() throws(TheoryError) -> Matrix {
    let powers = (0..<problem.inputDimension).map { Double(sign: .plus, exponent: $0, significand: 1) }
    return try Matrix(rows: 1, columns: powers.count, elements: powers)
  }

  /// The network's output, d numbers, for Td token entries and q token places from 0.
  ///
  /// The tokens enter through the one neuron only.
  ///
  /// - Throws: `TheoryError` if the lengths are not Td and q, or a place lies outside 0..<T.
  public func output(tokens: [Double], subset: [Int]) throws(TheoryError) -> [Double] {
    try requireLengths(tokens, subset)
    var neuron = 0.0
    for index in tokens.indices {
      neuron += Double(sign: .plus, exponent: index, significand: 1) * tokens[index]
    }
    let decoded = decode(neuron)
    return mean(decoded, subset)
  }

  /// The entries read off the neuron's value, by one layer of four ReLU neurons for each.
  private func decode(_ neuron: Double) -> [Double] {
    var entries = [Double](repeating: 0, count: problem.inputDimension)
    var remaining = neuron
    for index in entries.indices.reversed() {
      let entry = relu(remaining + 1) - relu(remaining - 1) - 1
      entries[index] = entry
      remaining =
        relu(remaining) - relu(-remaining) - Double(sign: .plus, exponent: index, significand: 1) * entry
    }
    return entries
  }

  /// Whether every sequence of signs with every subset is few enough to run through: 2^Td C(T, q) <= 1000000.
  public var canBeEnumerated: Bool {
    guard problem.inputDimension <= 20, let subsets = try? Subsets.count(of: problem, limit: 1_000_000)
    else { return false }
    return subsets << problem.inputDimension <= 1_000_000
  }

  /// The decoder's exact risk for uniform signs: the mean squared error over all 2^Td sequences and all subsets.
  ///
  /// - Throws: `TheoryError` if 2^Td C(T, q) exceeds a million.
  public func riskByEnumeration() throws(TheoryError) -> Double {
    let length = problem.inputDimension
    let subsets = try Subsets.count(of: problem, limit: 1_000_000)
    if !canBeEnumerated {
      throw TheoryError(value: "\(problem)", rule: "2^(Td) C(T, q) <= 1000000, to enumerate")
    }
    var sum = 0.0
    var tokens = [Double](repeating: 0, count: length)
    for sequence in 0..<(1 << length) {
      for index in 0..<length { tokens[index] = sequence >> index & 1 == 1 ? 1 : -1 }
      for subset in Subsets(of: problem) {
        let prediction = try output(tokens: tokens, subset: subset)
        for (value, target) in zip(prediction, mean(tokens, subset)) {
          sum += (value - target) * (value - target)
        }
      }
    }
    return sum / Double(subsets << length)
  }

  /// The mean over the subset's tokens, d numbers.
  private func mean(_ entries: [Double], _ subset: [Int]) -> [Double] {
    (0..<problem.dimension).map { coordinate in
      var sum = 0.0
      for token in subset { sum += entries[token * problem.dimension + coordinate] }
      return sum / Double(problem.sparsity)
    }
  }

  private func requireLengths(_ tokens: [Double], _ subset: [Int]) throws(TheoryError) {
    if tokens.count != problem.inputDimension {
      throw TheoryError(value: "\(tokens.count) entries", rule: "Td = \(problem.inputDimension) entries")
    }
    if subset.count != problem.sparsity || subset.contains(where: { $0 < 0 || $0 >= problem.tokens }) {
      throw TheoryError(
        value: "subset \(subset)", rule: "\(problem.sparsity) places in 0..<\(problem.tokens)")
    }
  }
}

private func relu(_ value: Double) -> Double { value > 0 ? value : 0 }
