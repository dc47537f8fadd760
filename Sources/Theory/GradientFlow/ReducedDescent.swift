/// Gradient descent of R/2 from zero with a fixed step, in the two coordinates (alpha, C).
///
/// A gradient step keeps the symmetry of D1, so descent on V and W is descent in the metric of D2:
/// `(alpha, C) -> (alpha, C) + eta (alpha', C')`. After k steps the time is t = eta k. C is a `CarriedSum`, as late steps
/// are far below its last digit times the number of steps. Source: derived here.
public struct ReducedDescent: Hashable, Sendable {
  /// The system.
  public let system: FlowSystem
  /// The step size eta.
  public let stepSize: Double
  /// The number k of steps taken.
  public private(set) var steps = 0
  /// The scale alpha.
  public private(set) var alpha = 0.0
  /// The logit C.
  public var logit: Double { logitSum.value }
  private var logitSum = CarriedSum()

  /// Descent from zero.
  ///
  /// - Throws: `TheoryError` unless 0 < stepSize < 2q, the edge of V, which alone limits the steps of (alpha, C) once P is near
  ///   1. The full matrices leave (alpha, C) beyond the step limit, which may be shorter (`StepLimit`).
  public init(_ system: FlowSystem, stepSize: Double) throws(TheoryError) {
    guard stepSize > 0, stepSize < 2 * Double(system.problem.sparsity) else {
      throw TheoryError(value: "stepSize = \(stepSize)", rule: "0 < stepSize < 2q, the edge of V")
    }
    self.system = system
    self.stepSize = stepSize
  }

  /// The states after the given numbers of steps.
  ///
  /// - Throws: `TheoryError` unless the numbers rise from those already taken, to at most 10^9.
  public mutating func states(after counts: [Int]) throws(TheoryError) -> [FlowState] {
    var result: [FlowState] = []
    for count in counts {
      guard count >= steps, count <= 1_000_000_000 else {
        throw TheoryError(value: "steps = \(counts)", rule: "rising, at most 10^9")
      }
      advance(count - steps)
      let weights = try AlignedWeights(problem: system.problem, alpha: alpha, logit: logit)
      result.append(FlowState(time: stepSize * Double(steps), weights: weights))
    }
    return result
  }

  /// Takes a number of steps.
  mutating func advance(_ count: Int) {
    let problem = system.problem
    let perOn = 1 / Double(problem.sparsity)
    let perOff = 1 / Double(problem.tokensOutside)
    let drive = Double(problem.dimension) * system.kappa
    for _ in 0..<count {
      let (on, off) = AlignedWeights.masses(problem, logit: logit)
      let error = off < on ? (alpha - 1) - alpha * off : alpha * on - 1
      let byAlpha = -(on * error * perOn) - alpha * off * off * perOff
      let byLogit = drive * alpha * on * off * (alpha * off * perOff - error * perOn)
      alpha += stepSize * byAlpha
      logitSum.add(stepSize * byLogit)
    }
    steps += count
  }
}
