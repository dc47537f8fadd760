import Testing
import Theory

@Suite struct GaussianPredicateTests {
  private static let bad = [Double.nan, .infinity, -.infinity]

  private func problem() throws -> Problem { try Problem(tokens: 8, dimension: 3, sparsity: 2) }

  private func told(logit: Double = 2) throws -> FlowState {
    FlowState(time: 100, weights: try AlignedWeights(problem: problem(), alpha: 1.2, logit: logit))
  }

  /// Samples with a given mean and standard error.
  private func sample(mean: Double, error: Double, count: Int = 16) -> SampleMean {
    let half = error * Double(count - 1).squareRoot()
    return SampleMean((0..<count).map { mean + ($0 % 2 == 0 ? half : -half) })
  }

  private func check(_ inside: Verdict, _ outside: Verdict, _ text: String) {
    if case .verified(let margin) = inside {
      #expect(margin >= 0 && margin <= 1, "\(text): margin \(margin)")
    } else {
      Issue.record("\(text): \(inside)")
    }
    #expect(outside.isRefuted, "\(text): \(outside)")
  }

  @Test("means: just inside verifies and just outside does not, at both ends")
  func means() throws {
    let predicate = try GaussianMeanPredicate(problem: problem(), stepSize: 0.5, batch: 128)
    let told = try told()
    let (x, error) = (predicate.excess, 1e-4)
    for quantity in GaussianMeanPredicate.Quantity.allCases {
      let value =
        switch quantity {
        case .alpha: told.alpha
        case .logit: told.logit
        case .massOnSubset: told.massOnSubset
        case .risk: told.risk
        }
      let center = quantity == .risk ? 1 + x : 1
      for side in [-1.0, 1] {
        func judged(_ room: Double) -> Verdict {
          let mean = center * value + side * (x * value + room * error)
          return predicate.judge(quantity, sample(mean: mean, error: error), told: told)
        }
        check(judged(5.99), judged(6.01), "\(quantity)")
      }
      #expect(predicate.detects(quantity, sample(mean: value, error: error), told: told) > 2 * x)
    }
  }

  @Test("means: numbers that are none, few layers and untrained layers never verify")
  func noMeans() throws {
    let predicate = try GaussianMeanPredicate(problem: problem(), stepSize: 0.5, batch: 128)
    let told = try told()
    let start = FlowState(time: 0, weights: try AlignedWeights(problem: problem(), alpha: 0, logit: 0))
    for quantity in GaussianMeanPredicate.Quantity.allCases {
      for value in Self.bad {
        #expect(!predicate.judge(quantity, sample(mean: value, error: 0.1), told: told).isVerified)
        #expect(!predicate.judge(quantity, sample(mean: 1, error: value), told: told).isVerified)
      }
      let few = sample(mean: told.risk, error: 0.1, count: 6)
      #expect(!predicate.judge(quantity, few, told: told).isVerified)
      #expect(
        !predicate.judge(quantity, SampleMean([Double](repeating: 1, count: 16)), told: told).isVerified)
      let untrained = sample(mean: start.risk, error: 1e-3)
      #expect(!predicate.judge(quantity, untrained, told: start).isVerified)
    }
    let idle = sample(mean: 0, error: 1e-3)
    #expect(predicate.judge(.logit, idle, told: told).isRefuted)
    #expect(predicate.judge(.alpha, idle, told: told).isRefuted)
  }

  @Test("one layer's risk: both ends, and nothing at the start")
  func risk() throws {
    let predicate = D8GaussianPositionsPredicate(
      bands: try .init(problem: problem(), stepSize: 0.5, batch: 128), riskBand: 0.06)
    let told = try told()
    for side in [-1.0, 1] {
      check(
        predicate.judge(risk: told.risk * (1 + 0.0599 * side), flow: told),
        predicate.judge(risk: told.risk * (1 + 0.0601 * side), flow: told), "risk")
    }
    for value in Self.bad { #expect(!predicate.judge(risk: value, flow: told).isVerified) }
    let start = FlowState(time: 0, weights: try AlignedWeights(problem: problem(), alpha: 0, logit: 0))
    #expect(!predicate.judge(risk: start.risk, flow: start).isVerified)
    let idle = TrackingPredicate.Observation(
      time: 0, massOnSubset: start.massOnSubset, alpha: 0, logit: 0, cosine: 1)
    for part in TrackingPredicate.Part.allCases {
      #expect(!predicate.tracking.judge(part, [idle], flow: [start]).isVerified)
    }
  }

  @Test("the stall: both ends, and no stall where nothing is learned")
  func stall() {
    func judged(_ risk: Double, floor: Double = 0.1, trivial: Double = 1.5) -> Verdict {
      D8GaussianPositionsPredicate.judge(lateRisk: risk, floor: floor, trivialRisk: trivial)
    }
    check(judged(0.1 * (1 + 0.99e-3)), judged(0.1 * (1 + 1.01e-3)), "above")
    check(judged(0.1 * (1 - 0.9e-6)), judged(0.1 * (1 - 1.1e-6)), "below")
    for value in Self.bad {
      #expect(!judged(value).isVerified)
      #expect(!judged(0.1, floor: value).isVerified)
      #expect(!judged(0.1, trivial: value).isVerified)
    }
    #expect(!judged(0, floor: 0).isVerified)
    #expect(!judged(1.4, floor: 1.4).isVerified)
  }

  @Test("a moment: both ends of its interval, and no interval that is too long")
  func moment() {
    let sampled = Measured(estimate: 0.3, lower: 0.29, upper: 0.31, falseAlarm: 1e-10)
    func judged(_ moment: Double, _ sampled: Measured) -> Verdict {
      D8GaussianPositionsPredicate.judge(moment: moment, sampled: sampled, "moment")
    }
    check(judged(0.2901, sampled), judged(0.2899, sampled), "lower")
    check(judged(0.3099, sampled), judged(0.3101, sampled), "upper")
    for value in Self.bad {
      #expect(!judged(value, sampled).isVerified)
      #expect(!judged(0.3, Measured(estimate: value, lower: 0.29, upper: 0.31, falseAlarm: 0)).isVerified)
      #expect(!judged(0.3, Measured(estimate: 0.3, lower: value, upper: 0.31, falseAlarm: 0)).isVerified)
      #expect(!judged(0.3, Measured(estimate: 0.3, lower: 0.29, upper: value, falseAlarm: 0)).isVerified)
    }
    #expect(!judged(0.3, Measured(estimate: 0.3, lower: 0.2, upper: 0.4, falseAlarm: 0)).isVerified)
  }

  @Test("the approach: both ends of the ratio's range, and nothing at the start")
  func approach() throws {
    let (problem, told) = (try problem(), try told())
    func judged(_ ratio: Double, _ state: FlowState) -> Verdict {
      D8GaussianPositionsPredicate.judge(
        risk: ratio * state.risk, orthonormal: state, problem: problem, width: 512)
    }
    let allowed = D8GaussianPositionsPredicate.allowedExcess(orthonormal: told, problem: problem, width: 512)
    check(judged(1 + 1e-6, told), judged(1 - 1e-6, told), "lower")
    check(judged(1 + 0.999 * allowed, told), judged(1 + 1.001 * allowed, told), "upper")
    for value in Self.bad { #expect(!judged(value, told).isVerified) }
    let start = FlowState(time: 0, weights: try AlignedWeights(problem: problem, alpha: 0, logit: 0))
    #expect(!judged(1, start).isVerified)
  }
}
