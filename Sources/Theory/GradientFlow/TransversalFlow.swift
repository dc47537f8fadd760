/// A small deviation in (W_XE, V_E), carried along the gradient flow from zero to first order; one-hot positions.
///
/// The deviation z obeys `z' = -H(t) z`, H the `TransversalCurvature` at (alpha(t), C(t)): the other two blocks do not
/// change to first order, as turning X into -X turns z and leaves them. On each of H's two blocks the propagator is a 2 x 2
/// matrix, computed in l = ln(1 + t), where the rate is -(1 + t) H, by Magnus's method of order 4,
/// `exp( (h/2)(A_1 + A_2) - (sqrt(3) h^2/12) [A_1, A_2] )` at Gauss's two points. Source: Iserles and Norsett,
/// Phil. Trans. R. Soc. A 357 (1999).
public struct TransversalFlow: Hashable, Sendable {
  /// The propagator from zero to a time.
  public struct Propagator: Hashable, Sendable, Codable {
    /// The time t.
    public let time: Double
    /// On directions whose rows have sum 0.
    public let centered: TransversalMap
    /// On directions whose columns are equal.
    public let uniform: TransversalMap

    /// The largest factor by which a deviation has grown, or has not yet shrunk.
    public var amplification: Double { max(centered.largestSingularValue, uniform.largestSingularValue) }
  }

  /// The flow of the other two blocks.
  public let flow: GradientFlow
  /// Whether W_EE is held at zero: then C = 0 and alpha = 1 - e^(-t/T), and the saddle stays one.
  public let holdsAttention: Bool

  /// The latest time of a propagator.
  public static let timeLimit = 1e4

  /// The deviations of a problem's flow from zero.
  ///
  /// - Throws: `TheoryError` never, for one-hot positions.
  public init(_ problem: Problem, holdsAttention: Bool = false) throws(TheoryError) {
    flow = try GradientFlow(problem: problem, positions: .oneHot)
    self.holdsAttention = holdsAttention
  }

  /// The curvatures at the given times, in the order given.
  ///
  /// - Throws: `TheoryError` as `GradientFlow.states`.
  public func curvatures(at times: [Double]) throws(TheoryError) -> [TransversalCurvature] {
    let problem = flow.system.problem
    var result: [TransversalCurvature] = []
    if holdsAttention {
      for time in times {
        let alpha = -Elementary.expm1(-time / Double(problem.tokens))
        result.append(TransversalCurvature(try AlignedWeights(problem: problem, alpha: alpha, logit: 0)))
      }
    } else {
      for state in try flow.states(at: times) {
        let weights = try AlignedWeights(problem: problem, alpha: state.alpha, logit: state.logit)
        result.append(TransversalCurvature(weights))
      }
    }
    return result
  }

  /// The propagators from zero to the given times, by at least `stepsPerUnit` equal steps to a unit of ln(1 + t).
  ///
  /// With 64 steps each entry is right to 1e-6 up to t = 300.
  ///
  /// - Throws: `TheoryError` unless times rise from 0 on, at most to `timeLimit`, and stepsPerUnit is positive.
  public func propagators(at times: [Double], stepsPerUnit: Int = 64) throws(TheoryError) -> [Propagator] {
    guard stepsPerUnit >= 1, times.allSatisfy({ $0 >= 0 && $0 <= Self.timeLimit }), times == times.sorted()
    else { throw TheoryError(value: "times \(times)", rule: "rising, in 0...\(Self.timeLimit)") }
    let node = 0.5 - 3.0.squareRoot() / 6
    var (starts, steps, counts): ([Double], [Double], [Int]) = ([], [], [])
    var low = 0.0
    for time in times {
      let high = Elementary.log1p(time)
      let count = Int(((high - low) * Double(stepsPerUnit)).rounded(.up))
      let step = count == 0 ? 0 : (high - low) / Double(count)
      for k in 0..<count {
        starts.append(low + Double(k) * step)
        steps.append(step)
      }
      counts.append(count)
      low = high
    }
    let nodes = starts.indices.flatMap { k -> [Double] in
      [node, 1 - node].map { (share: Double) -> Double in Elementary.expm1(starts[k] + share * steps[k]) }
    }
    let curvatures = try curvatures(at: nodes)
    var (centered, uniform) = (TransversalMap.identity, TransversalMap.identity)
    var result: [Propagator] = []
    var k = 0
    for (time, count) in zip(times, counts) {
      for _ in 0..<count {
        let (first, second) = (curvatures[2 * k], curvatures[2 * k + 1])
        let rates = (steps[k] * (1 + nodes[2 * k]), steps[k] * (1 + nodes[2 * k + 1]))
        centered = Self.step(first.centered, second.centered, rates).after(centered)
        uniform = Self.step(first.uniform, second.uniform, rates).after(uniform)
        k += 1
      }
      result.append(Propagator(time: time, centered: centered, uniform: uniform))
    }
    return result
  }

  /// One step of Magnus's method; the rates are h (1 + t) at the two points.
  private static func step(
    _ first: TransversalCurvature.Block, _ second: TransversalCurvature.Block, _ rates: (Double, Double)
  ) -> TransversalMap {
    func mean(_ entry: (TransversalCurvature.Block) -> Double) -> Double {
      -0.5 * (rates.0 * entry(first) + rates.1 * entry(second))
    }
    // The commutator of two symmetric matrices is antisymmetric.
    let lean = (first.tokenKey - first.positionValue, second.tokenKey - second.positionValue)
    let turn =
      -3.0.squareRoot() / 12 * rates.0 * rates.1 * (lean.0 * second.mixed - lean.1 * first.mixed)
    return TransversalMap(
      keyByKey: mean(\.tokenKey), keyByValue: mean(\.mixed) + turn, valueByKey: mean(\.mixed) - turn,
      valueByValue: mean(\.positionValue)
    ).exponential
  }

  /// The total amplification: the largest singular value of the propagator over all times up to t, and where it is reached.
  ///
  /// Over 64 times to a unit of ln(1 + t), of which the largest is within 1e-4 of the maximum.
  ///
  /// - Throws: `TheoryError` unless t is positive and at most `timeLimit`.
  public func amplification(until time: Double) throws(TheoryError) -> Propagator {
    guard time > 0, time <= Self.timeLimit else {
      throw TheoryError(value: "t = \(time)", rule: "0 < t <= \(Self.timeLimit)")
    }
    let top = Elementary.log1p(time)
    let count = Int((64 * top).rounded(.up))
    let times = (0...count).map { (k: Int) -> Double in
      k == count ? time : Elementary.expm1(top * Double(k) / Double(count))
    }
    var best = Propagator(time: 0, centered: .identity, uniform: .identity)
    for here in try propagators(at: times) where here.amplification > best.amplification { best = here }
    return best
  }

  /// The last time at which an eigenvalue is negative, to 1 part in 10^9.
  ///
  /// - Throws: `TheoryError` if that is beyond `timeLimit`, as with W_EE held.
  public func saddleEnd() throws(TheoryError) -> Double {
    var (low, high) = (0.0, 1.0)
    while try isSaddle(at: high) {
      (low, high) = (high, 2 * high)
      if high > Self.timeLimit { throw TheoryError(value: "t > \(low)", rule: "attracting in time") }
    }
    while high - low > 1e-9 * high {
      let middle = 0.5 * (low + high)
      if try isSaddle(at: middle) { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  private func isSaddle(at time: Double) throws(TheoryError) -> Bool {
    try curvatures(at: [time])[0].centered.determinant < 0
  }
}
