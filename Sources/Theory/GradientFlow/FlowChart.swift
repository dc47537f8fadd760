/// Coordinates in which the flow's right-hand side is free of cancellation.
///
/// Far from a fitted value matrix the pair (alpha, C) will do. Once alpha P is near 1, what drives C is
/// 1 - alpha P, of order delta^2, and a rounding error of alpha would spoil it; there the first coordinate is
/// `w = (1 - alpha P) / delta`, so `alpha = (1 - delta w) / P` and
///
///     w' = -P^2 w/q + (1 - delta w) delta/N + P C' (w - alpha)
///     C' = d kappa alpha P delta^2 (w/q + alpha/N).
enum FlowChart {
  case value
  case deviation

  /// The chart for a point: `deviation` where alpha P is in [1/2, 2] and |1 - alpha P| <= 8 delta.
  static func best(alphaTimesMass: Double, deviation: Double, off: Double) -> FlowChart {
    alphaTimesMass >= 0.5 && alphaTimesMass <= 2 && abs(deviation) <= 8 * off ? .deviation : .value
  }
}

/// The right-hand side and its Jacobian at four points at once.
struct FlowStages {
  var first: SIMD4<Double>
  var logit: SIMD4<Double>
  var firstByFirst: SIMD4<Double>
  var firstByLogit: SIMD4<Double>
  var logitByFirst: SIMD4<Double>
  var logitByLogit: SIMD4<Double>
}

/// The constants of the system that the integrator needs.
struct FlowConstants {
  let on: Double
  let off: Double
  /// 1/q.
  let perOn: Double
  /// 1/N.
  let perOff: Double
  /// d kappa.
  let rate: Double
  /// Whether C' is multiplied by 2 C.
  let hasFactors: Bool

  init(_ system: FlowSystem, keyQuery: KeyQueryTraining) {
    hasFactors = keyQuery == .factors
    on = Double(system.problem.sparsity)
    off = Double(system.problem.tokensOutside)
    perOn = 1 / on
    perOff = 1 / off
    rate = Double(system.problem.dimension) * system.kappa
  }

  /// The masses (P, delta) at four logits, and 1/P.
  @inline(__always)
  func masses(_ logit: SIMD4<Double>) -> (p: SIMD4<Double>, delta: SIMD4<Double>, inverse: SIMD4<Double>) {
    let negative = logit .< 0
    let magnitude = logit.replacing(with: -logit, where: negative)
    let small = Elementary.exp(negated: magnitude)
    let ones = SIMD4<Double>(repeating: 1)
    let a = on * ones.replacing(with: small, where: negative)
    let b = off * small.replacing(with: ones, where: negative)
    let total = a + b
    let scale = 1 / total
    return (a * scale, b * scale, total / a)
  }

  /// The system and its Jacobian at four points, in a chart.
  @inline(__always)
  func evaluate(_ chart: FlowChart, first x: SIMD4<Double>, logit: SIMD4<Double>) -> FlowStages {
    let (p, delta, inverse) = masses(logit)
    switch chart {
    case .value:
      let whole = value(x, p, delta)
      return hasFactors ? factored(whole, logit) : whole
    case .deviation: return deviation(x, p, delta, inverse, logit)
    }
  }

  /// The system with C' multiplied by 2 C, where the first coordinate's velocity does not depend on C'.
  @inline(__always)
  private func factored(_ whole: FlowStages, _ logit: SIMD4<Double>) -> FlowStages {
    var stages = whole
    let twice = 2 * logit
    stages.logit = twice * whole.logit
    stages.logitByFirst = twice * whole.logitByFirst
    stages.logitByLogit = 2 * whole.logit + twice * whole.logitByLogit
    return stages
  }

  @inline(__always)
  private func value(_ alpha: SIMD4<Double>, _ p: SIMD4<Double>, _ delta: SIMD4<Double>) -> FlowStages {
    let product = p * delta
    let decay = p * p * perOn + delta * delta * perOff
    let pull = (1 - alpha * p) * perOn + alpha * delta * perOff
    let gain = rate * alpha * product
    let slope = p * perOn - delta * perOff
    return FlowStages(
      first: p * perOn - alpha * decay,
      logit: gain * pull,
      firstByFirst: -decay,
      firstByLogit: product * (perOn - 2 * alpha * slope),
      logitByFirst: rate * product * (pull - alpha * slope),
      logitByLogit: gain * ((delta - p) * pull - alpha * product * (perOn + perOff)))
  }

  @inline(__always)
  private func deviation(
    _ w: SIMD4<Double>, _ p: SIMD4<Double>, _ delta: SIMD4<Double>, _ inverse: SIMD4<Double>,
    _ logit: SIMD4<Double>
  ) -> FlowStages {
    let fitted = 1 - delta * w
    let alpha = fitted * inverse
    let square = delta * delta * rate
    let pull = w * perOn + alpha * perOff
    var speed = fitted * square * pull
    let gap = w - alpha
    let alphaByLogit = delta * gap
    let odds = delta * inverse
    // Sums term by term: whole formulas in one expression take the compiler seconds.
    let share = perOn - odds * perOff
    var speedByFirst = square * (fitted * share - delta * pull)
    let rising = p * delta * w * pull
    let falling = 2 * p * fitted * pull
    let turning = fitted * alphaByLogit * perOff
    var speedByLogit = square * (rising - falling + turning)
    if hasFactors {
      let twice = 2 * logit
      speedByLogit = 2 * speed + twice * speedByLogit
      speedByFirst = twice * speedByFirst
      speed = twice * speed
    }
    let outward = fitted * delta * perOff
    let inward = p * p * w * perOn
    let carried = speedByFirst * gap + speed * (1 + odds)
    let ownFirst = p * p * perOn
    let otherFirst = delta * delta * perOff
    let offByLogit = p * delta * (delta * w - fitted) * perOff
    let onByLogit = 2 * p * p * delta * w * perOn
    let carriedByLogit = delta * speed * gap + speedByLogit * gap - speed * alphaByLogit
    return FlowStages(
      first: outward - inward + p * speed * gap,
      logit: speed,
      firstByFirst: p * carried - ownFirst - otherFirst,
      firstByLogit: offByLogit - onByLogit + p * carriedByLogit,
      logitByFirst: speedByFirst,
      logitByLogit: speedByLogit)
  }
}

extension Elementary {
  /// e^-x for four x >= 0, each below 1 ulp; zero where x > 708.
  @inline(__always)
  static func exp(negated x: SIMD4<Double>) -> SIMD4<Double> {
    let shift = SIMD4<Double>(repeating: 0x1.8p52)
    let y = -x.replacing(with: 708, where: x .> 708)
    let shifted = y * inverseLogTwo + shift
    let multiple = shifted - shift
    let high = y - multiple * logTwoHigh
    let low = multiple * logTwoLow
    let r = high - low
    let correction = (high - r) - low
    let r2 = r * r
    let c2 = 1 / 6.0 + r * (1 / 24.0)
    let c4 = 1 / 120.0 + r * (1 / 720.0)
    let c6 = 1 / 5040.0 + r * (1 / 40_320.0)
    let c8 = 1 / 362_880.0 + r * (1 / 3_628_800.0)
    let c12 = 1 / 479_001_600.0 + r * (1 / 6_227_020_800.0)
    let c10 = 1 / 39_916_800.0 + r * c12
    let r4 = r2 * r2
    let low4 = c2 + r2 * c4
    let high4 = (c6 + r2 * c8) + r4 * c10
    let series = low4 + r4 * high4
    let tail = 0.5 + r * series
    let value = 1 + (r + (r2 * tail + correction))
    let exponent = unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &<< 52
    let scaled = unsafeBitCast(
      unsafeBitCast(value, to: SIMD4<UInt64>.self) &+ exponent, to: SIMD4<Double>.self)
    return scaled.replacing(with: 0, where: x .> 708)
  }
}
