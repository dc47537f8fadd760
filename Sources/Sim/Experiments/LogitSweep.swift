import Theory

/// What attention with W = C I does for every C, over fresh draws: at the points of a grid and, bounded, between them.
///
/// Given a draw, let m(C) be the mean of the scores under the weights e^{C score}, m_on and m_off those over y and off it:
/// all increase with C. With delta = 1 - P, b = ||s||^2 and `M = q |s - 1_y/q|^2 = q b + 1 - 2 P`,
/// ```
/// d ln(delta/P)/dC = m_off - m_on,     dP/dC = P delta (m_on - m_off),     db/dC = 2 b [ m(2C) - m(C) ] >= 0 for C >= 0.
/// ```
/// On [C_1, C_2], C_1 >= 0, each mean lies between its values at the ends, so delta/P, the slope of delta and that of M lie
/// between numbers known from the ends: delta lies between two lines and M above one, all exact at C_1 and off by the
/// order of (C_2 - C_1)^2 at C_2. Lines average to lines. Derived here.
public struct LogitSweep: Sendable {
  /// A mean over the draws with its unbiased sample variance.
  public struct Average: Hashable, Sendable {
    /// The mean.
    public let mean: Double
    /// The sample variance.
    public let variance: Double
  }

  /// A bound between two logits: its values at the low and the high end, linear between them.
  public struct Line: Hashable, Sendable {
    /// At the low end.
    public let low: Average
    /// At the high end.
    public let high: Average
  }

  /// What was seen at a logit.
  public struct Point: Hashable, Sendable {
    /// The logit C.
    public let logit: Double
    /// delta = 1 - P, in [0, 1].
    public let massOffSubset: Average
    /// M, in [0, q + 1].
    public let squaredMiss: Average
  }

  /// What holds for every logit between two, draw by draw.
  public struct Interval: Hashable, Sendable {
    /// The lower end; minus infinity for the first interval.
    public let low: Double
    /// The upper end; infinity for the last interval.
    public let high: Double
    /// A lower bound of delta, in [-1, 1].
    public let leastOff: Line
    /// An upper bound of delta, in [0, 2].
    public let greatestOff: Line
    /// A lower bound of M, in [-1, q + 1].
    public let leastMiss: Line
  }

  /// The points of the grid.
  public let points: [Point]
  /// The intervals between them, before the first and after the last: together all real logits.
  public let intervals: [Interval]

  /// Draws positions and subsets, the same for every logit; from the evaluation streams of the address.
  ///
  /// - Throws: `TheoryError` unless the logits increase from 0 to 100 at most, and 2 <= draws < 2^31.
  public static func sample(
    _ settings: AttentionSettings, address: StreamAddress, logits: [Double], draws: Int
  ) throws(TheoryError) -> LogitSweep {
    guard draws >= 2, draws <= Int(Int32.max), logits.first == 0, (logits.last ?? 0) <= 100,
      zip(logits, logits.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw TheoryError(
        value: "draws = \(draws), logits = \(logits)",
        rule: "2 <= draws < 2^31, logits increase from 0 to 100 at most")
    }
    let problem = settings.problem
    let sampler = ScoreSampler(settings, address)
    var sums = LogitSums(intervals: logits.count + 1)
    var draw = TiltedDraw(tokens: problem.tokens, sparsity: problem.sparsity)
    for index in 0..<draws {
      sampler.draw(index)
      draw.load(scores: sampler.scores, subset: sampler.subset)
      sums.add(draw.negative, to: 0)
      var before = draw.tilt
      for place in 1..<logits.count {
        sums.add(before, at: place - 1)
        let step = logits[place] - logits[place - 1]
        draw.advance(step)
        sums.add(before.bounds(to: draw.tilt, step: step, sparsity: problem.sparsity), to: place)
        before = draw.tilt
      }
      sums.add(before, at: logits.count - 1)
      sums.add(draw.beyond, to: logits.count)
    }
    return sums.sweep(logits, draws: draws)
  }
}
