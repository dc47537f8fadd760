import Theory

extension PredicateEdges {
  /// A millionth.
  static var small: Rational { get throws { try Rational(1) / Rational(1_000_000) } }

  /// A rational that must be a value.
  static func equal(_ value: Rational, _ judge: @escaping (Rational) throws -> Verdict) throws -> [Edge] {
    let (more, less) = (try value + small, try value - small)
    return [
      .verified(1, "equal") { try judge(value) }, .refuted("more") { try judge(more) },
      .refuted("less") { try judge(less) },
    ]
  }

  /// A rational that must not be below a value.
  static func atLeast(_ value: Rational, _ judge: @escaping (Rational) throws -> Verdict) throws -> [Edge] {
    let (twice, less) = (try value * Rational(2), try value - small)
    return [
      .verified(0, "equal") { try judge(value) }, .verified(0.5, "twice") { try judge(twice) },
      .refuted("less") { try judge(less) },
    ]
  }

  /// F1 to F5.
  static let networkBounds: [PredicateEdges] = [
    PredicateEdges("F1Spectrum.judge(secondMoment:)") {
      try secondMoment(high: true, low: true) { try $0.judge(secondMoment: $1) }
    },
    PredicateEdges("F1Spectrum.judge(highOf:)") {
      try secondMoment(high: true, low: false) { try $0.judge(highOf: $1) }
    },
    PredicateEdges("F1Spectrum.judge(lowOf:)") {
      try secondMoment(high: false, low: true) { try $0.judge(lowOf: $1) }
    },
    PredicateEdges("F2RiskPredicate.judge(exactCertificate:)") {
      let predicate = try F2RiskPredicate(problem: eight, rank: 8)
      return try atLeast(Rational(9) / Rational(7)) { try predicate.judge(exactCertificate: $0) }
    },
    // Rounding is 4 (r + Td) u d/q = 320 u.
    PredicateEdges("F2RiskPredicate.judge(certificate:closedForm:)") {
      let predicate = try F2RiskPredicate(problem: eight, rank: 8)
      let reach = 640 * 0x1p-52
      return [
        .band(1 - reach...1 + reach, [1: 1], near: 0.01) { predicate.judge(certificate: $0, closedForm: 1) }
      ]
    },
    PredicateEdges("F2RiskPredicate.judge(certificate:)") {
      let predicate = try F2RiskPredicate(problem: eight, rank: 8)
      let end = 9.0 / 7 - 320 * 0x1p-52
      return [.band(end...Double.infinity, [18.0 / 7: 0.5], near: 4e-15) { predicate.judge(certificate: $0) }]
    },
    PredicateEdges("F2RiskPredicate.judge(risk:)") {
      let predicate = try F2RiskPredicate(problem: eight, rank: 8)
      return Edge.notBelow(9.0 / 7, resolution: 0.1) { predicate.judge(risk: $0) }
    },
    PredicateEdges("F3Predicate.judge(deviation:)") {
      let predicate = try F3Predicate(problem: eight)
      return [
        .band(-0.02...0.01, [0: 1, -0.01: 0.5, 0.005: 0.5]) {
          predicate.judge(deviation: measured($0, $0 - 0.01, $0 + 0.02))
        },
        .band(-2e-11...2e-11, [0: 1, 1e-11: 0.5]) { predicate.judge(deviation: point($0)) },
        .band(0...0.1, below: "undecided", above: "undecided") {
          predicate.judge(deviation: measured(0, -$0, 0))
        },
        .band(0...0.1, below: "undecided", above: "undecided") {
          predicate.judge(deviation: measured(0, 0, $0))
        },
        .undecided("an estimate that is no number") {
          predicate.judge(deviation: measured(.nan, -0.01, 0.01))
        },
      ]
    },
    // 32 (1 - 7/60) = 28.3.
    PredicateEdges("F4WidthPredicate.judge(width:)") {
      let predicate = F4WidthPredicate(problem: try eight, share: try Rational(1) / Rational(10))
      return [
        .verified(1, "29") { try predicate.judge(width: 29) },
        .refuted("28") { try predicate.judge(width: 28) },
        .refuted("30") { try predicate.judge(width: 30) },
      ]
    },
    // 14 at a half, 15 at a half over 21/20.
    PredicateEdges("F4TrainedWidthPredicate.judge(notBelow:)") {
      let predicate = try F4TrainedWidthPredicate(problem: eight, share: Rational(1) / Rational(2))
      return [
        .verified(0, "14") { try predicate.judge(notBelow: 14) },
        .verified(0.5, "28") { try predicate.judge(notBelow: 28) },
        .refuted("13") { try predicate.judge(notBelow: 13) },
        .undecided("none") { try predicate.judge(notBelow: nil) },
      ]
    },
    PredicateEdges("F4TrainedWidthPredicate.judge(reached:)") {
      let predicate = try F4TrainedWidthPredicate(problem: eight, share: Rational(1) / Rational(2))
      return [
        .verified(0, "15") { try predicate.judge(reached: 15) },
        .verified(0.2, "12") { try predicate.judge(reached: 12) },
        .refuted("16") { try predicate.judge(reached: 16) },
        .refuted("none") { try predicate.judge(reached: nil) },
        .refuted("no width") { try predicate.judge(reached: -1) },
      ]
    },
    // LB(29) = 9/56, LB(28) = 12/56, and 1/10 of d/q is 1/5.
    PredicateEdges("F4WidthNeeded.judge(sufficient:problem:share:)") {
      let (problem, tenth) = (try eight, try Rational(1) / Rational(10))
      return [
        .verified(1 - 45.0 / 56, "29") {
          try F4WidthNeeded.judge(sufficient: 29, problem: problem, share: tenth)
        },
        .refuted("28") { try F4WidthNeeded.judge(sufficient: 28, problem: problem, share: tenth) },
      ]
    },
    PredicateEdges("F4WidthNeeded.judge(necessary:problem:share:)") {
      let (problem, tenth) = (try eight, try Rational(1) / Rational(10))
      return [
        .verified(1 - 56.0 / 60, "29") {
          try F4WidthNeeded.judge(necessary: 29, problem: problem, share: tenth)
        },
        .refuted("30") { try F4WidthNeeded.judge(necessary: 30, problem: problem, share: tenth) },
        .undecided("0") { try F4WidthNeeded.judge(necessary: 0, problem: problem, share: tenth) },
      ]
    },
    PredicateEdges("F5AttainedPredicate.judge(weights:)") {
      let problem = try Problem(tokens: 4, dimension: 1, sparsity: 2)
      let predicate = F5AttainedPredicate(problem: problem)
      let top = try F5Attained.eigenvectors(problem: problem, width: 2)
      var other = top
      other[0, 0] = try other[0, 0] + small
      return [
        .verified(1, "top eigenvectors") { try predicate.judge(weights: top) },
        .refuted("an entry a millionth more") { try predicate.judge(weights: other) },
      ]
    },
    // T = 4, d = 1, q = 2: LB(2) = 2/12.
    PredicateEdges("F5AttainedPredicate.judge(exactRisk:width:)") {
      let predicate = F5AttainedPredicate(problem: try Problem(tokens: 4, dimension: 1, sparsity: 2))
      return try equal(Rational(1) / Rational(6)) { try predicate.judge(exactRisk: $0, width: 2) }
    },
    PredicateEdges("F5AttainedPredicate.judge(designRisk:width:)") {
      let predicate = F5AttainedPredicate(problem: try Problem(tokens: 4, dimension: 1, sparsity: 2))
      return [
        .band(1.0 / 6 - 5e-13...1.0 / 6 + 5e-13, near: 0.01) { try predicate.judge(designRisk: $0, width: 2) }
      ]
    },
    PredicateEdges("F5AttainedPredicate.judge(risk:width:resolution:)") {
      let predicate = F5AttainedPredicate(problem: try Problem(tokens: 4, dimension: 1, sparsity: 2))
      let bound = 1.0 / 6
      return [
        .band(-0.02...0.01, [0: 1, -0.01: 0.5, 0.005: 0.5]) {
          try predicate.judge(risk: measured(bound + $0, bound + $0 - 0.01, bound + $0 + 0.02), width: 2)
        },
        .band(0...0.125, below: "undecided", above: "undecided") {
          try predicate.judge(risk: measured(bound, bound - $0, bound + $0), width: 2)
        },
        .undecided("no number") { try predicate.judge(risk: measured(.nan, 0, 1), width: 2) },
      ]
    },
  ]

  /// S as it is, and with only its high or only its low eigenvalue changed by a millionth.
  private static func secondMoment(
    high: Bool, low: Bool, _ judge: @escaping (F1Spectrum, RationalMatrix) throws -> Verdict
  ) throws -> [Edge] {
    let spectrum = try F1Spectrum(Problem(tokens: 4, dimension: 1, sparsity: 2))
    let truth = try spectrum.closedForm()
    var (ofHigh, ofLow) = (truth, truth)
    for row in 0..<4 {
      for column in 0..<4 {
        ofHigh[row, column] = try truth[row, column] + small
        ofLow[row, column] = try truth[row, column] + small * Rational(row == column ? 3 : -1)
      }
    }
    let (changedHigh, changedLow) = (ofHigh, ofLow)
    return [
      .verified(1, "S") { try judge(spectrum, truth) },
      high
        ? .refuted("hi") { try judge(spectrum, changedHigh) }
        : .verified(1, "hi") { try judge(spectrum, changedHigh) },
      low
        ? .refuted("lo") { try judge(spectrum, changedLow) }
        : .verified(1, "lo") { try judge(spectrum, changedLow) },
    ]
  }
}
