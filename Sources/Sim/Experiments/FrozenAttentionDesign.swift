import Theory

/// A batch's gradient in V with the attention frozen: its mean and mean square, exact over a law with a normal's moments.
///
/// Every coordinate of every token is 0 with probability 2/3 and sqrt(3) or -sqrt(3) with 1/6 each, independently. That law has
/// the moments 0, 1, 0, 3, 0 of a normal number, so polynomials of degree 4 in the tokens, as the squared gradient is, have
/// their Gaussian means. Every outcome of a batch is summed, in whole numbers: the attention is on/m and off/m, and the entries
/// of the gradient, quadratic in the tokens, have the factor 3. The examples of a batch have different subsets,
/// `{b, ..., b + q - 1}` modulo T. No form of the moments is assumed. Derived here.
public enum FrozenAttentionDesign {
  /// The mean of the gradient, row by row, and of its squared norm.
  public struct Moments: Hashable, Sendable, Codable {
    /// E G.
    public let gradient: [Rational]
    /// E ||G||^2.
    public let square: Rational
  }

  /// The moments at a value matrix of whole numbers, row by row.
  ///
  /// - Throws: `TheoryError` unless T d B <= 9, on and off are from 1 to 100, and V has d^2 entries from -100 to 100.
  public static func moments(_ problem: Problem, on: Int, off: Int, value: [Int], batch: Int)
    throws(TheoryError) -> Moments
  {
    let (length, d, q) = (problem.tokens, problem.dimension, problem.sparsity)
    guard batch >= 1, problem.inputDimension * batch <= 9 else {
      throw TheoryError(
        value: "\(problem), batch \(batch)", rule: "T d B <= 9, as 3^(T d B) outcomes are summed")
    }
    guard value.count == d * d, value.allSatisfy({ abs($0) <= 100 }), (1...100).contains(on),
      (1...100).contains(off)
    else {
      throw TheoryError(
        value: "on = \(on), off = \(off), V = \(value)", rule: "1 <= on, off <= 100, d^2 entries up to 100")
    }
    let whole = q * on + (length - q) * off
    let count = batch * length * d
    var outcome = [Int](repeating: -1, count: count)
    var mean = [Int](repeating: 0, count: d * d)
    var (square, total) = (0, 0)
    repeat {
      let weight = outcome.reduce(1) { $1 == 0 ? 4 * $0 : $0 }
      var gradient = [Int](repeating: 0, count: d * d)
      for example in 0..<batch {
        let first = example * length * d
        var (read, error) = ([Int](repeating: 0, count: d), [Int](repeating: 0, count: d))
        for token in 0..<length {
          let isChosen = (token - example % length + length) % length < q
          for i in 0..<d {
            let entry = outcome[first + token * d + i]
            read[i] += (isChosen ? on : off) * entry
            if isChosen { error[i] -= whole * entry }
          }
        }
        for i in 0..<d {
          for j in 0..<d { error[i] += q * value[i * d + j] * read[j] }
          for j in 0..<d { gradient[i * d + j] += error[i] * read[j] }
        }
      }
      for index in gradient.indices {
        mean[index] += weight * gradient[index]
        square += weight * gradient[index] * gradient[index]
      }
      total += weight
    } while next(&outcome)
    let scale = try Rational(numerator: 3, denominator: Int128(batch * q * whole * whole))
    return Moments(
      gradient: try mean.map { (sum) throws(TheoryError) in try scale * Rational(sum) / Rational(total) },
      square: try scale * scale * Rational(square) / Rational(total))
  }

  /// The next of all vectors of -1, 0 and 1; false after the last.
  private static func next(_ outcome: inout [Int]) -> Bool {
    for index in outcome.indices {
      if outcome[index] < 1 {
        outcome[index] += 1
        return true
      }
      outcome[index] = -1
    }
    return false
  }
}
