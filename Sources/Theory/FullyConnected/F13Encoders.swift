/// Encoders of X whose best decoders' risks are known exactly.
///
/// Write the quadratic form of S as `x^T S x = lo |x|^2 + (hi - lo)/T sum_a (1_a . x)^2`, 1_a the d vectors that are 1 at
/// coordinate a of every token.
///
/// Noisy neurons, Gaussian tokens, `Z = W vec(X) + sigma noise`: X given Z is Gaussian with covariance A^-1,
/// `A = I + W^T W/sigma^2`, so the risk is tr(S A^-1), and the bits are log2(det A)/2.
///
/// Sign neurons, Gaussian tokens, `Z = sign(W vec(X))`, rows of W scaled to length 1: `E[Z Z^T] = (2/pi) arcsin(W W^T)`
/// entry by entry and `E[X Z^T] = sqrt(2/pi) W^T`, so the best linear decoder captures
/// `(2/pi) tr(S W^T C^-1 W)`, C = E[Z Z^T]. One bit a neuron.
///
/// Source: textbook (the arcsine law: Sheppard 1899).
public enum F13Encoders {
  /// The bits and the exact risk of noisy neurons' best decoder on Gaussian tokens.
  ///
  /// - Throws: `TheoryError` if W has not Td columns, or sigma is not positive, or numbers overflow.
  public static func noisyNeurons(
    problem: Problem, weights: Matrix, noise sigma: Double
  ) throws(TheoryError) -> (bits: Double, risk: Double) {
    let length = problem.inputDimension
    guard weights.columns == length, sigma > 0, sigma.isFinite else {
      throw TheoryError(
        value: "\(weights.columns) columns, noise \(sigma)", rule: "Td = \(length) columns, noise > 0")
    }
    var precision = try weights.transposed.product(weights)
    for row in 0..<length {
      for column in 0..<length {
        precision[row, column] = precision[row, column] / (sigma * sigma) + (row == column ? 1 : 0)
      }
    }
    let factor = try CholeskyFactor(precision)
    let risk = try spectrumTrace(problem) { v throws(TheoryError) in try factor.inverseSquare(v) }
    return (factor.logarithmOfDeterminant / (2 * Elementary.log(2)), risk)
  }

  /// The exact risk of sign neurons' best linear decoder on Gaussian tokens.
  ///
  /// - Throws: `TheoryError` if W has not Td columns, a row is zero, or two rows are parallel.
  public static func signNeurons(problem: Problem, weights: Matrix) throws(TheoryError) -> Double {
    let length = problem.inputDimension
    guard weights.columns == length else {
      throw TheoryError(value: "\(weights.columns) columns", rule: "Td = \(length) columns")
    }
    var unit = weights
    for row in 0..<unit.rows {
      var square = 0.0
      for entry in unit.row(row) { square += entry * entry }
      guard square > 0 else { throw TheoryError(value: "row \(row)", rule: "no row is zero") }
      for column in 0..<length { unit[row, column] = unit[row, column] / square.squareRoot() }
    }
    var covariance = try unit.product(unit.transposed)
    for row in 0..<unit.rows {
      for column in 0..<unit.rows {
        covariance[row, column] = row == column ? 1 : 2 / Double.pi * arcsine(covariance[row, column])
      }
    }
    let factor = try CholeskyFactor(covariance)
    let captured = try spectrumTrace(problem) { v throws(TheoryError) in
      let image = (0..<unit.rows).map { row in
        var sum = 0.0
        for (entry, value) in zip(unit.row(row), v) { sum += entry * value }
        return sum
      }
      return try factor.inverseSquare(image)
    }
    return problem.trivialRisk - 2 / Double.pi * captured
  }

  /// The exact risk of the best decoder of a code of all 2^(Td) sign sequences, in rational arithmetic.
  ///
  /// Entry k of sequence p is +1 if bit k of p is set, else -1. The best decoder is the mean over the sequences of one
  /// code word, so the risk is d/q less the mean of `mu^T S mu`.
  ///
  /// - Throws: `TheoryError` if Td > 16 or the number of code words is not 2^(Td), or a number overflows.
  public static func codeRisk(problem: Problem, codes: [Int]) throws(TheoryError) -> Rational {
    let (length, d) = (problem.inputDimension, problem.dimension)
    guard length <= 16, codes.count == 1 << length else {
      throw TheoryError(value: "\(codes.count) code words, Td = \(length)", rule: "2^(Td) of them, Td <= 16")
    }
    var sums: [Int: [Int]] = [:]
    var counts: [Int: Int] = [:]
    for (pattern, code) in codes.enumerated() {
      counts[code, default: 0] += 1
      for index in 0..<length {
        sums[code, default: [Int](repeating: 0, count: length)][index] += pattern >> index & 1 == 1 ? 1 : -1
      }
    }
    // Sums of whole squares over groups of one size, so that few fractions are added.
    var squares: [Int: (all: Int128, common: Int128)] = [:]
    for (code, count) in counts {
      guard let sum = sums[code] else { continue }
      var common = 0
      for coordinate in 0..<d {
        var total = 0
        for token in 0..<problem.tokens { total += sum[token * d + coordinate] }
        common += total * total
      }
      let old = squares[count] ?? (0, 0)
      squares[count] = (
        old.all + Int128(sum.reduce(0) { $0 + $1 * $1 }), old.common + Int128(common)
      )
    }
    let (q, tokens) = (Int128(problem.sparsity), Int128(problem.tokens))
    var captured = Rational.zero
    for count in squares.keys.sorted() {
      guard let (all, common) = squares[count] else { continue }
      // lo all + (hi - lo)/T common over q T (T-1), times T: T ((T-q)/T all + ...) in whole numbers.
      let form = Int128(problem.tokensOutside) * all + (q - 1) * common
      captured =
        try captured
        + Rational(numerator: form, denominator: q * tokens * (tokens - 1) * Int128(count))
    }
    let share = try captured / Rational(1 << length)
    return try Rational(problem.dimension) / Rational(problem.sparsity) - share
  }

  /// `lo sum_k Q(e_k) + (hi - lo)/T sum_a Q(1_a)`, the trace of S against the quadratic form Q.
  private static func spectrumTrace(
    _ problem: Problem, _ form: ([Double]) throws(TheoryError) -> Double
  ) throws(TheoryError) -> Double {
    let (length, d) = (problem.inputDimension, problem.dimension)
    let low = F1Spectrum.low(problem)
    let gap = Double(problem.sparsity - 1) / (Double(problem.sparsity) * Double(problem.tokens - 1))
    var (plain, common) = (0.0, 0.0)
    for index in 0..<length {
      var vector = [Double](repeating: 0, count: length)
      vector[index] = 1
      plain += try form(vector)
    }
    for coordinate in 0..<d {
      common += try form((0..<length).map { $0 % d == coordinate ? 1 : 0 })
    }
    return low * plain + gap * common / Double(problem.tokens)
  }

  /// The inverse sine on (-1, 1), by Newton's method on sin from below the root of the convex part.
  private static func arcsine(_ value: Double) -> Double {
    let size = abs(value)
    if size > 0.8 {
      // arcsin r = pi/2 - 2 arcsin sqrt((1-r)/2), away from the end where the slope is infinite.
      let angle = Double.pi / 2 - 2 * arcsine(((1 - size) / 2).squareRoot())
      return value < 0 ? -angle : angle
    }
    var angle = size
    for _ in 0..<6 { angle -= (Elementary.sin(angle) - size) / Elementary.cos(angle) }
    return value < 0 ? -angle : angle
  }
}
