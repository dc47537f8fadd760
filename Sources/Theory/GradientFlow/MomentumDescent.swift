/// Gradient descent of R/2 from zero with momentum, in the two coordinates (alpha, C).
///
/// The changes of V and W are kept beside them, so the symmetry of D1 holds for them too, and the metric of D2 turns the
/// gradient into `-(alpha', C')`. C is a `CarriedSum`. Source: derived here.
public struct MomentumDescent: Hashable, Sendable {
  /// The system.
  public let system: FlowSystem
  /// The step size eta.
  public let stepSize: Double
  /// The momentum.
  public let momentum: Momentum
  /// The number k of steps taken.
  public private(set) var steps = 0
  private var alpha = 0.0
  private var logit = CarriedSum()
  private var alphaChange = 0.0
  private var logitChange = 0.0

  /// The longest step: that of descent without momentum (`StepLimit`), times the momentum's factor.
  public static func stepLimit(_ system: FlowSystem, _ momentum: Momentum) -> Double {
    momentum.limitFactor * StepLimit(system).value
  }

  /// Descent from zero.
  ///
  /// - Throws: `TheoryError` if the momentum is out of range, or unless 0 < stepSize < the limit or, where `beyond` is set,
  ///   twice the limit.
  public init(_ system: FlowSystem, stepSize: Double, momentum: Momentum, beyond: Bool = false)
    throws(TheoryError)
  {
    guard momentum.isAllowed else {
      throw TheoryError(value: "\(momentum)", rule: "0 <= beta < 1, 2 < r <= 100")
    }
    let limit = Self.stepLimit(system, momentum)
    guard stepSize > 0, stepSize < (beyond ? 2 : 1) * limit else {
      throw TheoryError(value: "stepSize = \(stepSize)", rule: "0 < stepSize < \(limit), the step limit")
    }
    (self.system, self.stepSize, self.momentum) = (system, stepSize, momentum)
  }

  /// The states after the given numbers of steps, each at the momentum's time.
  ///
  /// - Throws: `TheoryError` unless the numbers rise from those already taken, to at most 10^9, or if descent diverges.
  public mutating func states(after counts: [Int]) throws(TheoryError) -> [FlowState] {
    var result: [FlowState] = []
    for count in counts {
      guard count >= steps, count <= 1_000_000_000 else {
        throw TheoryError(value: "steps = \(counts)", rule: "rising, at most 10^9")
      }
      advance(count - steps)
      let weights = try AlignedWeights(problem: system.problem, alpha: alpha, logit: logit.value)
      result.append(
        FlowState(time: momentum.time(steps: steps, stepSize: stepSize), weights: weights))
    }
    return result
  }

  private mutating func advance(_ count: Int) {
    let problem = system.problem
    let (perOn, perOff) = (1 / Double(problem.sparsity), 1 / Double(problem.tokensOutside))
    let drive = Double(problem.dimension) * system.kappa
    let looksAhead = momentum.looksAhead
    for _ in 0..<count {
      steps += 1
      let factor = momentum.factor(step: steps)
      alphaChange *= factor
      logitChange *= factor
      let a = looksAhead ? alpha + alphaChange : alpha
      let c = looksAhead ? logit.value + logitChange : logit.value
      let (on, off) = AlignedWeights.masses(problem, logit: c)
      let error = off < on ? (a - 1) - a * off : a * on - 1
      alphaChange += stepSize * (-(on * error * perOn) - a * off * off * perOff)
      logitChange += stepSize * drive * a * on * off * (a * off * perOff - error * perOn)
      alpha += alphaChange
      logit.add(logitChange)
    }
  }
}
