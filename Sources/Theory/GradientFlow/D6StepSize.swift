/// How the distance between steps of finite size and the flow depends on the step size.
///
/// Gradient descent with step eta is the Euler method for the flow, so on 0...t it is within O(eta) of it, and a
/// midpoint step within O(eta^2): halving eta halves, respectively quarters, the largest distance along the path. At
/// the end point the two could be close by contraction alone; the largest distance cannot. From zero the constant does
/// not grow with t: D10 shows C of descent to be later by O(eta ln t / t).
/// Source: Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, section II.3.
public struct StepSizeStudy: Hashable, Sendable, Codable {
  /// The step sizes, each half of the one before.
  public let stepSizes: [Double]
  /// The largest distance along the path at each.
  public let distances: [Double]

  /// A study.
  ///
  /// - Throws: `TheoryError` unless there is one distance for each step size.
  public init(stepSizes: [Double], distances: [Double]) throws(TheoryError) {
    guard stepSizes.count == distances.count else {
      throw TheoryError(
        value: "\(distances.count) distances", rule: "one for each of \(stepSizes.count) step sizes")
    }
    self.stepSizes = stepSizes
    self.distances = distances
  }

  /// The observed orders, log2 of the ratio of successive distances.
  public var orders: [Double] {
    zip(distances, distances.dropFirst()).map {
      Elementary.log($0.0 / $0.1) / Elementary.log(2)
    }
  }
}

/// Judges D6: every observed order is the method's, up to the next term of the step size.
///
/// A distance `c eta^p (1 + b eta)` has the observed order p up to `b eta / (2 ln 2)`; the allowed deviation is 0.2,
/// and 0.1 for the last pair.
public struct D6StepSizePredicate: Hashable, Sendable {
  /// The method's order p: 1 for a gradient step, 2 for a midpoint step.
  public let order: Double

  /// The deviation allowed for an observed order.
  public static let allowed = 0.2

  /// The deviation allowed for the order at the smallest steps.
  public static let allowedLast = 0.1

  /// The part of a distance, as a share, that makes the observed order smaller by a deviation if it does not fall with the
  /// step: with the share s, `(2^p + s)/(1 + s) = 2^(p - deviation)`; infinity from deviation p on.
  public func detectableFloor(deviation: Double) -> Double {
    let full = Elementary.exp(order * Elementary.log(2))
    let seen = Elementary.exp((order - deviation) * Elementary.log(2))
    return seen > 1 ? (full - seen) / (seen - 1) : .infinity
  }

  /// The predicate for an order.
  public init(order: Double) {
    self.order = order
  }

  /// Judges every order of a study; with fewer than 4 step sizes it is undecided.
  public func judge(_ study: StepSizeStudy) -> Verdict {
    guard study.stepSizes.count >= 4 else {
      return .undecided(reason: "\(study.stepSizes.count) step sizes")
    }
    return .all(study.orders.map { .within(Self.allowed, deviation: $0 - order, "order \($0) for \(order)") })
  }

  /// Judges the order at the smallest steps; with fewer than 4 step sizes it is undecided.
  public func judge(last study: StepSizeStudy) -> Verdict {
    guard study.stepSizes.count >= 4, let last = study.orders.last else {
      return .undecided(reason: "\(study.stepSizes.count) step sizes")
    }
    return .within(
      Self.allowedLast, deviation: last - order, "order \(last) for \(order) at the smallest steps")
  }
}

extension Claim {
  /// D6: gradient descent follows the flow to first order in the step size.
  public static let d6StepSize = Claim(
    id: "D6", title: "Gradient descent is within O(step size) of the flow",
    statement: #"""
      The largest distance along the path between gradient descent with step $\eta$ at $t = \eta k$ and the flow is $O(\eta)$: halving $\eta$ halves it. A midpoint step quarters it. Steps must be below the step limit (D14).
      """#,
    assumptions: [
      "Exact expectations over tokens and subsets.", "Step sizes at most half of the step limit.",
      "For the orders: times to 40 with full matrices, to 20,000 largest steps in (alpha, C).",
    ],
    source: .derivedHere, grade: .numerical,
    predicate:
      "At five step sizes, each half of the one before, every observed order of the largest distance is within 0.2 of 1 (gradient step) or 2 (midpoint step), the last within 0.1.",
    control:
      "Near misses: steps longer than said by 1e-3 or 3e-3 (midpoint: 1e-5), the flow of a frame one or two wider, order 1.25.",
    proof: #"""
      Gradient descent is Euler's method for the flow: its largest distance on $[0,t]$ is of first order in the step, a midpoint step's of second.
      """#
  )
}
