import TestSupport
import Testing
import Theory

/// F16: mean losses by an independent program, and what its proof uses.
@Suite(.notesIssues)
struct RobustLossTests {
  private static let losses: [RobustLoss] = [
    .absolute, .power(4), .power(0.5), .power(3), .huber(threshold: 1), .huber(threshold: 0.1),
    .logarithmic, .clipped(at: 2), .clipped(at: 0.01),
  ]

  /// (k, q) and E l(chi^2_k/q) for the losses in their order, by quadrature with 25 digits.
  private static let golden: [(k: Int, q: Int, means: [Double])] = [
    (
      1, 1,
      [
        0.797884560802865356, 3, 0.822178958662458552, 1.59576912160573071, 0.424660216656229247,
        0.0749213703975004478, 0.533453179844134831, 0.742191709629690427, 0.0094686083131150302,
      ]
    ),
    (
      2, 1,
      [
        1.25331413731550025, 8, 1.07790027477046397, 3.75994241194650075, 0.791159085710718024,
        0.120335576235267372, 0.922910632483730469, 1.26424111765711536, 0.00997504161463537329,
      ]
    ),
    (
      4, 2,
      [
        1.32934038817913702, 6, 1.13300309631934635, 3.32335097044784255, 0.841224747789054161,
        0.127934055425195196, 1, 1.45865886705354923, 0.00999983416417221232,
      ]
    ),
    (
      3, 5,
      [
        0.713649646461108446, 0.6, 0.824736311341694413, 0.570919717168886757, 0.294367127619951876,
        0.0663664408514988095, 0.430446702469980881, 0.591991123238179159, 0.00998823239635317079,
      ]
    ),
    (
      50, 3,
      [
        4.06212278959777844, 288.888888888888889, 2.01292798233306448, 69.0560874231622335,
        3.56212278959777844, 0.401212278959777844, 2.85382731631298598, 1.99999999999999974, 0.01,
      ]
    ),
  ]

  @Test("the loss of predicting 0", arguments: golden)
  func means(k: Int, q: Int, means: [Double]) throws {
    for (loss, expected) in zip(Self.losses, means) {
      let mean = try loss.mean(degreesOfFreedom: k, sparsity: q)
      #expect(abs(mean - expected) <= 1e-12 * expected, "\(loss)")
    }
  }

  @Test("a loss rises from 0, concave ones fall over s, and are what their names say", arguments: losses)
  func values(loss: RobustLoss) {
    #expect(loss.value(squaredError: 0) == 0)
    var (last, ratio) = (0.0, Double.infinity)
    for step in 1...60 {
      let s = 0.01 * Double(step * step)
      let value = loss.value(squaredError: s)
      #expect(value >= last)
      if loss.isConcave {
        #expect(value / s <= ratio * (1 + 1e-14))
        ratio = value / s
      }
      last = value
    }
    #expect(loss.value(squaredError: .nan).isNaN || loss == .clipped(at: 2) || loss == .clipped(at: 0.01))
  }

  @Test("the mean loss of k squares over k falls for concave losses, as the proof says", arguments: losses)
  func meansFall(loss: RobustLoss) throws {
    guard loss.isConcave else { return }
    var last = Double.infinity
    for k in 1...12 {
      let mean = try loss.mean(degreesOfFreedom: k, sparsity: 2) / Double(k)
      #expect(mean <= last * (1 + 1e-12))
      last = mean
    }
  }

  @Test("the share is rho, or rho^(p/2) for powers from 2 on")
  func shares() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 2)
    let rho = try F2RiskLowerBound.value(problem: problem, width: 5) / problem.trivialRisk
    for (loss, exponent) in [
      (RobustLoss.absolute, 1.0), (.logarithmic, 1), (.power(2), 1), (.power(4), 2), (.power(3), 1.5),
    ] {
      let law = try F16RobustLosses(problem: problem, loss: loss)
      #expect(law.exponent == exponent)
      var expected = exponent == 1 ? rho : rho * rho
      if exponent == 1.5 { expected = rho * rho.squareRoot() }
      #expect(abs(try law.share(width: 5) - expected) < 1e-14)
      #expect(abs(try law.lowerBound(width: 5) - expected * law.lossOfZero) < 1e-13)
      #expect(try law.lowerBound(width: 12) == 0)
    }
    let square = try F16RobustLosses(problem: problem, loss: .power(2))
    #expect(abs(try square.lowerBound(width: 5) - rho * problem.trivialRisk) < 1e-14)
  }

  @Test("the bound in probability: at t = 0 and a short clip, 1 - rho")
  func probability() throws {
    let problem = try Problem(tokens: 6, dimension: 2, sparsity: 1)
    func bound(_ t: Double, _ r: Double) throws -> Double {
      try F16RobustLosses.probabilityBound(problem: problem, width: 6, within: t, clip: r)
    }
    #expect(abs(try bound(0, 1e-9) - 0.5) < 1e-8)
    // E min(chi^2_2, 1) = 2 (1 - e^(-1/2)).
    #expect(abs(try bound(0.1, 1) - (1 - 0.5 * 0.786938680574733 + 0.1)) < 1e-12)
    #expect(throws: TheoryError.self) { try bound(1, 1) }
    #expect(throws: TheoryError.self) { try bound(-0.1, 1) }
  }

  @Test(
    "what is no loss is refused",
    arguments: [
      RobustLoss.power(0), .power(-1), .power(33), .power(.nan), .huber(threshold: 0),
      .clipped(at: .infinity),
      .clipped(at: -1),
    ])
  func noLoss(loss: RobustLoss) {
    #expect(!loss.isValid)
    #expect(throws: TheoryError.self) { try loss.mean(degreesOfFreedom: 2, sparsity: 1) }
  }

  @Test(
    "a loss rises with the error's length as fast as its Lipschitz constant, and no faster", arguments: losses
  )
  func lipschitz(loss: RobustLoss) {
    guard loss.lipschitz.isFinite else { return }
    let lengths = (0...4000).map { 1e-3 * Double($0) }
    let rises = zip(lengths, lengths.dropFirst()).map { shorter, longer in
      (loss.value(squaredError: longer * longer) - loss.value(squaredError: shorter * shorter)) * 1e3
    }
    let fastest = rises.max() ?? .nan
    #expect(fastest <= loss.lipschitz * (1 + 1e-9) && fastest >= loss.lipschitz * 0.98)
  }

  /// Where the loss has no kink a central difference of h = 1e-6 s is right to 1e-9 of the slope.
  @Test("the slope is the derivative in the squared error", arguments: losses)
  func slope(loss: RobustLoss) throws {
    for square in [1e-4, 0.3, 1.7, 40] {
      let (up, down) = (square * (1 + 1e-6), square * (1 - 1e-6))
      let difference = (loss.value(squaredError: up) - loss.value(squaredError: down)) / (2e-6 * square)
      #expect(abs(loss.slope(squaredError: square) - difference) <= 1e-8 * max(1e-3, abs(difference)))
    }
    #expect(loss.slope(squaredError: 0).isFinite && RobustLoss.squared.slope(squaredError: 5) == 1)
  }
}
