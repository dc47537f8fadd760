import Theory

/// What attention with W = C I does on fresh draws of positions and subset, draw by draw.
public struct AttentionSpread: Hashable, Sendable {
  /// The factor C of the scores.
  public let logit: Double
  /// The mass delta = 1 - P off the subset, one number a draw, each in [0, 1].
  public let massOffSubset: [Double]
  /// The squared distance from even attention, q ||s - 1_y/q||^2, one number a draw, each in [0, q + 1].
  public let squaredMiss: [Double]

  /// Draws positions and subsets, the same for every logit.
  ///
  /// Draws come from the evaluation streams of the address.
  /// - Throws: `TheoryError` if a logit is not finite, or draws are not within 1..<2^31.
  public static func sample(
    _ settings: AttentionSettings, address: StreamAddress, logits: [Double], draws: Int
  ) throws(TheoryError) -> [AttentionSpread] {
    guard draws >= 1, draws <= Int(Int32.max), logits.allSatisfy(\.isFinite) else {
      throw TheoryError(
        value: "draws = \(draws), logits = \(logits)", rule: "1 <= draws < 2^31, finite logits")
    }
    let problem = settings.problem
    let sampler = ScoreSampler(settings, address)
    var off = [[Double]](repeating: [], count: logits.count)
    var miss = off
    for index in logits.indices {
      off[index].reserveCapacity(draws)
      miss[index].reserveCapacity(draws)
    }
    for draw in 0..<draws {
      sampler.draw(draw)
      for (index, logit) in logits.enumerated() {
        let (delta, square) = spread(
          sampler.scores, sampler.subset, logit: logit, tokens: problem.tokens, sparsity: problem.sparsity)
        off[index].append(delta)
        miss[index].append(square)
      }
    }
    return logits.indices.map {
      AttentionSpread(logit: logits[$0], massOffSubset: off[$0], squaredMiss: miss[$0])
    }
  }

  /// delta and q ||s - 1_y/q||^2 for s = softmax(C scores), sums of positive terms.
  private static func spread(
    _ scores: UnsafePointer<Double>, _ subset: UnsafePointer<Int>, logit: Double, tokens: Int, sparsity: Int
  ) -> (off: Double, miss: Double) {
    var top = -Double.infinity
    for t in 0..<tokens { top = max(top, logit * scores[t]) }
    var (on, off, offSquare, place) = (0.0, 0.0, 0.0, 0)
    for t in 0..<tokens {
      let weight = Elementary.exp(logit * scores[t] - top)
      if place < sparsity && subset[place] == t {
        place += 1
        on += weight
      } else {
        off += weight
        offSquare += weight * weight
      }
    }
    let total = on + off
    let even = 1 / Double(sparsity)
    var miss = offSquare / (total * total)
    for place in 0..<sparsity {
      let difference = Elementary.exp(logit * scores[subset[place]] - top) / total - even
      miss += difference * difference
    }
    return (off / total, min(Double(sparsity) * miss, Double(sparsity) + 1))
  }
}
