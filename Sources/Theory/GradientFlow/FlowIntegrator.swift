/// Integrates the system D2 in the variable s = log(1 + t) with Radau IIA of order 7 and adaptive steps.
///
/// In s the slow solution is nearly linear, so a step spans a whole factor of time; the fast relaxation of alpha is
/// then arbitrarily stiff, which an L-stable method ignores. Each step solves its four stages by Newton's method
/// with the exact Jacobian of every stage.
struct FlowIntegrator {
  private let constants: FlowConstants
  private let problem: Problem
  private let solver: FlowStageSolver
  /// The tolerance of the embedded error estimate (order 4) that gives the asked tolerance (order 7).
  private let estimateTolerance: Double
  private let newtonTolerance: Double
  private var chart: FlowChart
  private var first: Double
  private(set) var logit: Double
  /// log(1 + t).
  private(set) var logTime = 0.0
  private var step = 1e-3
  /// The last step's stages, for the first guess of the next; length 0 where there are none.
  private var lastFirst = SIMD4<Double>()
  private var lastLogit = SIMD4<Double>()
  private var lastLength = 0.0
  /// The largest |first| and |C| so far, at most 1: the scales on which a zero crossing is judged.
  private var firstScale: Double
  private var logitScale: Double
  private var attempts = 0

  /// The most step attempts of one integration.
  static let attemptLimit = 20_000

  /// Starts at t = 0 from (alpha, C).
  init(
    _ start: AlignedWeights, system: FlowSystem, keyQuery: KeyQueryTraining, tolerance: Double,
    solver: FlowStageSolver
  ) {
    constants = FlowConstants(system, keyQuery: keyQuery)
    problem = system.problem
    self.solver = solver
    estimateTolerance = FlowIntegrator.estimateTolerance(for: tolerance)
    newtonTolerance = 0.03 * tolerance.squareRoot()
    chart = .value
    first = start.alpha
    logit = start.logit
    firstScale = min(1, abs(first))
    logitScale = min(1, abs(logit))
    chooseChart()
  }

  /// tolerance^(5/8), as local errors of order 4 and 7 are h^5 and h^8; the factor is measured.
  private static func estimateTolerance(for tolerance: Double) -> Double {
    let root = tolerance.squareRoot()
    return 0.05 * root * root.squareRoot().squareRoot()
  }

  /// The state now, at a time the caller knows without rounding.
  func state(time: Double) -> FlowState {
    let (on, off) = AlignedWeights.masses(problem, logit: logit)
    let d = Double(problem.dimension)
    switch chart {
    case .value:
      let fit = first * on - 1
      let risk = d * (fit * fit / constants.on + first * off * (first * off) / constants.off)
      return FlowState(
        time: time, alpha: first, logit: logit, massOnSubset: on, massOffSubset: off, risk: risk)
    case .deviation:
      let alpha = (1 - off * first) / on
      let risk = d * off * off * (first * first / constants.on + alpha * alpha / constants.off)
      return FlowState(
        time: time, alpha: alpha, logit: logit, massOnSubset: on, massOffSubset: off, risk: risk)
    }
  }

  /// Times below this are reached in one step of the Taylor series: what it leaves out is below 1e-28 of the
  /// change.
  static let earlyLimit = 1e-30

  /// The state at a time below the limit, from the start where this still is.
  ///
  /// The second order matters to the logit alone, whose rate is 0 where alpha is.
  func earlyState(time: Double) -> FlowState {
    var early = self
    let f = constants.evaluate(chart, first: SIMD4(repeating: first), logit: SIMD4(repeating: logit))
    let curvature = f.logitByFirst[0] * f.first[0] + f.logitByLogit[0] * f.logit[0]
    early.first += time * f.first[0]
    early.logit += time * (f.logit[0] + 0.5 * time * curvature)
    return early.state(time: time)
  }

  /// Advances to log(1 + t) = target.
  ///
  /// - Throws: `TheoryError` if the step count reaches its limit.
  mutating func advance(to target: Double) throws(TheoryError) {
    while logTime < target { _ = try advanceOneStep(limit: target) }
  }

  /// Takes one accepted step, at most to the limit, and returns where it began.
  ///
  /// - Throws: `TheoryError` if the step count reaches its limit.
  mutating func advanceOneStep(limit: Double) throws(TheoryError) -> FlowIntegrator {
    let before = self
    while attempts < FlowIntegrator.attemptLimit {
      attempts += 1
      let remaining = limit - logTime
      // Two equal steps rather than a long one and a sliver.
      let length = step >= remaining ? remaining : (step > 0.5 * remaining ? 0.5 * remaining : step)
      guard let stages = solveStages(length) else {
        step = 0.25 * length
        continue
      }
      let error = errorEstimate(stages, length)
      let factor = min(5, max(0.2, 0.9 / fifthRoot(max(error, 1e-6))))
      if error <= 1 {
        accept(stages, length)
        if length == remaining { logTime = limit }
        step = min(2, length < step && factor >= 1 ? max(step, length * factor) : length * factor)
        return before
      }
      step = length * (error.isFinite ? min(0.9, factor) : 0.2)
    }
    throw TheoryError(
      value: "steps = \(attempts) at log(1 + t) = \(logTime)", rule: "steps < \(FlowIntegrator.attemptLimit)")
  }

  /// The logit and its rate after a single step of a given length, without taking it; nil where Newton's method fails.
  func probe(length: Double) -> (logit: Double, rate: Double)? {
    var copy = self
    guard let stages = copy.solveStages(length) else { return nil }
    copy.accept(stages, length)
    let f = copy.constants.evaluate(
      copy.chart, first: SIMD4(repeating: copy.first), logit: SIMD4(repeating: copy.logit))
    return (copy.logit, f.logit[0] * Elementary.exp(copy.logTime))
  }

  // MARK: - One step

  private struct Stages {
    var first: SIMD4<Double>
    var logit: SIMD4<Double>
  }

  /// Solves A^-1 z / h = g f(y0 + z), g = dt/ds at the nodes.
  @inline(__always)
  private func solveStages(_ h: Double) -> Stages? {
    let start = SIMD4<Double>(repeating: logTime)
    let rates = 1 / Elementary.exp(negated: start + h * RadauTableau.nodes)
    var z = guess(h)
    let perStep = 1 / h
    for _ in 0..<8 {
      let f = constants.evaluate(chart, first: first + z.first, logit: logit + z.logit)
      let residual = (
        first: rates * f.first - RadauTableau.applyInverse(z.first) * perStep,
        logit: rates * f.logit - RadauTableau.applyInverse(z.logit) * perStep
      )
      let change = solver.solve(perStep: perStep, rates: rates, f, residual: residual)
      z.first += change.first
      z.logit += change.logit
      let scale = scales(after: z)
      let size = max(largest(change.first) / scale.first, largest(change.logit) / scale.logit)
      if size <= newtonTolerance { return z }
      if !(size < 1e6) && !size.isFinite { return nil }
    }
    return nil
  }

  /// The last step's polynomial continued.
  @inline(__always)
  private func guess(_ h: Double) -> Stages {
    guard lastLength > 0, h < 4 * lastLength else { return Stages(first: SIMD4(), logit: SIMD4()) }
    let x = 1 + (h / lastLength) * RadauTableau.nodes
    return Stages(
      first: RadauTableau.interpolate(lastFirst, at: x) - lastFirst[3],
      logit: RadauTableau.interpolate(lastLogit, at: x) - lastLogit[3])
  }

  @inline(__always)
  private func largest(_ v: SIMD4<Double>) -> Double {
    max(max(abs(v[0]), abs(v[1])), max(abs(v[2]), abs(v[3])))
  }

  /// The scales of the two coordinates' errors for a step with stages z.
  @inline(__always)
  private func scales(after z: Stages) -> (first: Double, logit: Double) {
    let tiny = 1e-200
    let c = min(1, max(logitScale, abs(logit + z.logit[3]))) + tiny
    let x = max(abs(first), abs(first + z.first[3]))
    switch chart {
    case .value: return (max(x, firstScale) + tiny, c)
    // alpha q/N is where w begins to matter for the logit; alpha is near 1/P here.
    case .deviation: return (x + constants.on * constants.perOff, c)
    }
  }

  /// The embedded error, filtered by (1/(gamma h) - J)^-1, as a multiple of its tolerance.
  @inline(__always)
  private func errorEstimate(_ z: Stages, _ h: Double) -> Double {
    let f = constants.evaluate(chart, first: SIMD4(repeating: first), logit: SIMD4(repeating: logit))
    let g = Elementary.exp(logTime)
    let gamma = RadauTableau.errorStart
    let perStep = 1 / (gamma * h)
    let x = g * f.first[0] + RadauTableau.dot(RadauTableau.errorStages, z.first) * perStep
    let c = g * f.logit[0] + RadauTableau.dot(RadauTableau.errorStages, z.logit) * perStep
    let (a11, a12) = (perStep - g * f.firstByFirst[0], -g * f.firstByLogit[0])
    let (a21, a22) = (-g * f.logitByFirst[0], perStep - g * f.logitByLogit[0])
    let inverse = 1 / (a11 * a22 - a12 * a21)
    let ex = (a22 * x - a12 * c) * inverse
    let ec = (a11 * c - a21 * x) * inverse
    let scale = scales(after: z)
    return max(abs(ex) / scale.first, abs(ec) / scale.logit) / estimateTolerance
  }

  /// An approximation of the fifth root, good to 10 %: enough for choosing a step.
  @inline(__always)
  private func fifthRoot(_ x: Double) -> Double {
    guard x.isFinite else { return x }
    return Elementary.exp(0.2 * Elementary.log(x))
  }

  @inline(__always)
  private mutating func accept(_ z: Stages, _ h: Double) {
    first += z.first[3]
    logit += z.logit[3]
    logTime += h
    firstScale = min(1, max(firstScale, abs(first)))
    logitScale = min(1, max(logitScale, abs(logit)))
    (lastFirst, lastLogit, lastLength) = (z.first, z.logit, h)
    chooseChart()
  }

  @inline(__always)
  private mutating func chooseChart() {
    let (on, off) = AlignedWeights.masses(problem, logit: logit)
    let deviation = chart == .value ? 1 - first * on : off * first
    let better = FlowChart.best(alphaTimesMass: 1 - deviation, deviation: deviation, off: off)
    if better == chart { return }
    first = better == .deviation ? deviation / off : (1 - deviation) / on
    chart = better
    lastLength = 0
    if chart == .value { firstScale = min(1, abs(first)) }
  }
}
