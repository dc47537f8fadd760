import Testing
import Theory

/// The predicates of D7 and D12 at the edges of their bands, of layers that were not trained, and of no numbers.
@Suite struct SampleTrackingTests {
  private let predicate = D7SampleTrackingPredicate(draws: 100)

  private func law(steps: Int = 200) throws -> NoisyDescentState {
    let problem = try Problem(tokens: 6, dimension: 3, sparsity: 2)
    var descent = try NoisyDescent(
      FlowSystem(problem: problem, positions: .oneHot), stepSize: 0.2, batch: 32)
    return try descent.states(after: [steps])[0]
  }

  /// Just inside verifies with a margin in 0...1, just outside is refuted, and what is no number never verifies.
  private func expectEnds(_ low: Double, _ high: Double, _ judge: (Double) -> Verdict) {
    let size = 1e-6 * (high - low)
    for inside in [low + size, 0.5 * (low + high), high - size] {
      if case .verified(let margin) = judge(inside) {
        #expect((0...1).contains(margin))
      } else {
        Issue.record("\(inside) in \(low)...\(high): \(judge(inside))")
      }
    }
    for outside in [low - size, high + size] { #expect(judge(outside).isRefuted, "\(outside)") }
    for value in [Double.nan, .infinity, -.infinity] { #expect(!judge(value).isVerified, "\(value)") }
  }

  /// A sample of a size with a mean and a variance.
  private func sample(_ count: Int, mean: Double, variance: Double) -> SampleMean {
    let half = (variance * Double(count - 1) / Double(count)).squareRoot()
    return SampleMean((0..<count).map { mean + ($0 % 2 == 0 ? half : -half) })
  }

  @Test("one layer: seven deviations, for the risk ten, and the range of W off its family")
  func oneLayer() throws {
    for quantity in D7SampleTrackingPredicate.Quantity.allCases {
      let bound = quantity == .risk ? 10.0 : 7
      expectEnds(-bound, bound) { predicate.judge(distance: $0, of: quantity) }
    }
    expectEnds(-1, 1) { predicate.judge(placeOffFamily: $0) }
    let law = try law()
    let range = law.offFamily.range(exponent: 25)
    let slack = 0.05 * law.offFamily.mean
    expectEnds(range.lowerBound - slack, range.upperBound + slack) {
      predicate.judge(
        placeOffFamily: predicate.placeOffFamily(
          TrainedState(
            steps: 1, massOnSubset: 0, alpha: 0, logit: 0, offFamily: $0, valueOffFamily: 0, risk: 0),
          law: law))
    }
  }

  @Test("a layer that was not trained is refuted by every quantity at every time, and never verifies")
  func untrained() throws {
    let untrained = TrainedState(
      steps: 200, massOnSubset: 2.0 / 6, alpha: 0, logit: 0, offFamily: .nan, valueOffFamily: 0, risk: 1.5)
    for steps in [50, 200, 1000] {
      let law = try law(steps: steps)
      for quantity in D7SampleTrackingPredicate.Quantity.allCases {
        let distance = predicate.distance(quantity, untrained, law: law)
        #expect(predicate.judge(distance: distance, of: quantity).isRefuted, "\(quantity) at \(steps)")
      }
      #expect(!predicate.judge(placeOffFamily: predicate.placeOffFamily(untrained, law: law)).isVerified)
      let many = SampleMean([Double](repeating: 0, count: 400))
      for quantity in [D7SampleTrackingPredicate.Quantity.alpha, .logit] {
        #expect(predicate.judge(mean: many, of: quantity, law: law).isRefuted)
        #expect(!predicate.judge(variance: many, of: quantity, law: law).isVerified)
      }
      let excess = 1.5 / law.quiet.risk - 1
      #expect(
        D12GradientNoisePredicate(predicted: law.excess).judge(meanExcess: excess, standardError: 1e-6)
          .isRefuted)
    }
    // Before the first step the law has no spread.
    let start = try law(steps: 0)
    for quantity in D7SampleTrackingPredicate.Quantity.allCases {
      let distance = predicate.distance(quantity, untrained, law: start)
      #expect(!predicate.judge(distance: distance, of: quantity).isVerified)
    }
  }

  @Test("means and variances over layers at their ends, and too few layers")
  func means() throws {
    let law = try law()
    for quantity in D7SampleTrackingPredicate.Quantity.allCases {
      let mean = quantity.law(law).mean
      let allowed = predicate.allowedMean(quantity, networks: 400, law: law)
      expectEnds(mean - allowed, mean + allowed) {
        predicate.judge(mean: sample(400, mean: $0, variance: 0), of: quantity, law: law)
      }
      #expect(!predicate.judge(mean: sample(99, mean: mean, variance: 0), of: quantity, law: law).isVerified)
      #expect(predicate.detectableMean(quantity, networks: 400, law: law) > allowed / mean)
    }
    let range = SpreadLaw(directions: 1, samples: 399, slack: 0.05).range
    for quantity in [D7SampleTrackingPredicate.Quantity.alpha, .logit] {
      let variance = quantity.law(law).variance
      expectEnds(range.lowerBound, range.upperBound) {
        predicate.judge(
          variance: sample(400, mean: 1, variance: $0 * variance), of: quantity, law: law)
      }
      #expect(
        !predicate.judge(variance: sample(99, mean: 1, variance: variance), of: quantity, law: law).isVerified
      )
    }
    #expect(!predicate.judge(variance: sample(400, mean: 1, variance: 1), of: .risk, law: law).isVerified)
  }

  @Test("a spread's ends, and the variance that 18,000 layers detect is below 15 %")
  func spread() {
    let spread = SpreadLaw(directions: 1, samples: 17_999, slack: 0.05)
    expectEnds(spread.range.lowerBound, spread.range.upperBound) { spread.judge(ratio: $0, "ratio") }
    #expect(spread.detectable <= 0.15)
    #expect(SpreadLaw(directions: 1, samples: 20, slack: 0.05).judge(ratio: 1, "few").word == "undecided")
    #expect(
      SpreadLaw(square: .nan, largest: 1, samples: 1000, slack: 0).judge(ratio: 1, "no law").word
        == "undecided")
  }

  @Test("the excess: 4 x^2 and five standard errors, and what a line leaves at 0")
  func excess() throws {
    #expect(D12GradientNoisePredicate(predicted: 0, whole: 0.01).detectable(standardError: 1e-3) == nil)
    for (x, error) in [(0.006, 2e-5), (0.05, 1e-3)] {
      let predicate = D12GradientNoisePredicate(predicted: x)
      let allowed = 4 * x * x + 5 * error
      expectEnds(x - allowed, x + allowed) { predicate.judge(meanExcess: $0, standardError: error) }
      let detectable = try #require(predicate.detectable(standardError: error))
      #expect(abs(detectable * x - allowed - 2.33 * error) <= 1e-15)
      #expect(predicate.judge(meanExcess: x, standardError: .nan).word == "undecided")
      #expect(predicate.judge(meanExcess: x, standardError: 0).word == "undecided")
      #expect(predicate.judge(meanExcess: x, standardError: 0.11 * x).word == "undecided")
    }
    // The allowance is what the line leaves of a parabola, for any points and weights.
    let cells = [(0.006, 0.003), (0.025, 0.002), (0.05, 0.002), (0.1, 0.004)]
    func line(_ slope: Double, _ square: Double, shift: Double = 0) -> ExcessLine {
      ExcessLine(
        cells.map {
          .init(excess: $0.0, ratio: 1 + shift + slope * $0.0 + square * $0.0 * $0.0, standardError: $0.1)
        })
    }
    #expect(abs(line(1.5, 0).limit - 1) <= 1e-12)
    for square in [4.0, -4] { #expect(abs(abs(line(1.5, square).limit - 1) - line(0, 0).nextOrder) <= 1e-12) }
    let allowed = line(0, 0).nextOrder + 5 * line(0, 0).standardError
    expectEnds(-allowed, allowed) { line(0, 0, shift: $0).judge() }
    #expect(
      ExcessLine(Array([.init(excess: 0.1, ratio: 1, standardError: 0.001)])).judge().word == "undecided")
    let two = ExcessLine([
      .init(excess: 0.02, ratio: 1, standardError: 0.001), .init(excess: 0.1, ratio: 1, standardError: 0.02),
    ])
    #expect(abs(two.nextOrder - 4 * 0.02 * 0.1) <= 1e-12)
  }
}
