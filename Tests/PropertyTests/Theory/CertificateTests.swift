import Testing
import Theory

/// The certificate of a first layer against reference figures, exact arithmetic and its own identities.
@Suite struct CertificateTests {
  /// T = 4, d = 3, q = 2 with five integer rows.
  static let problem = try! Problem(tokens: 4, dimension: 3, sparsity: 2)

  static let rows: [[Int]] = [
    (0..<12).map { $0 + 1 },
    (0..<12).map { ($0 % 2 == 0 ? 1 : -1) * ($0 + 1) * ($0 + 1) },
    (0..<12).map { (7 * $0 * $0 + 3 * $0) % 11 - 5 },
    (0..<12).map { $0 % 3 == 0 ? 1 : 0 },
    (0..<12).map { (5 * $0 + 2) % 7 - 3 },
  ]

  static func certificate() throws -> FirstLayerCertificate {
    try FirstLayerCertificate(
      problem: problem, weights: Matrix(rows: 5, columns: 12, elements: rows.joined().map { Double($0) }))
  }

  @Test func `certificate of the reference example`() throws {
    let certificate = try Self.certificate()
    #expect(certificate.rank == 5)
    #expect(abs(certificate.value - 0.757294207575) <= 1e-12)
    let diagonal = (0..<12).map { 1 - certificate.projection[$0, $0] }
    #expect(abs(diagonal.max()! - 0.789591777104) <= 1e-12)
    #expect(diagonal.firstIndex(of: diagonal.max()!) == 2)
    let lost = try certificate.lostCovariance(subset: [0, 1])
    let deviation = [0.3, -0.2, 0.5]
    let variance = deviation.withUnsafeBufferPointer { 2 * lost.squaredNorm + 4 * lost.quadraticForm($0) }
    #expect(abs(variance - 1.00896144998) <= 1e-11)
    // Upper end sqrt(2 V x) + 2 lambda x at x = ln 200.
    let x = 5.298317366548036
    #expect(abs((2 * variance * x).squareRoot() + 2 * lost.largestEigenvalue * x - 7.98360508965) <= 1e-10)
  }

  @Test func `exact certificate agrees, and the mean of tr A is the certificate`() throws {
    let certificate = try Self.certificate()
    let matrix = try RationalMatrix(
      rows: 3, columns: 12, elements: [2, 3, 4].flatMap { Self.rows[$0] }.map { Rational($0) })
    let exact = try FirstLayerCertificate.exact(problem: Self.problem, weights: matrix)
    let rounded = try FirstLayerCertificate(problem: Self.problem, weights: matrix.rounded())
    #expect(exact.rank == 3)
    #expect(abs(exact.value.double - rounded.value) <= 1e-15)
    #expect(exact.value == (try F5Attained.exactRisk(problem: Self.problem, weights: matrix)))
    let predicate = try F2RiskPredicate(problem: Self.problem, rank: 3)
    #expect(try predicate.judge(exactCertificate: exact.value).isVerified)
    #expect(
      try F2RiskPredicate(problem: Self.problem, rank: 0).judge(exactCertificate: exact.value).isRefuted)
    #expect(
      try F2RiskPredicate(problem: Self.problem, rank: 0).judge(certificate: exact.value.double).isRefuted)
    var traces = 0.0
    for subset in Subsets(of: Self.problem) { traces += try certificate.lostCovariance(subset: subset).trace }
    #expect(abs(traces / 6 - certificate.value) <= 1e-15)
  }

  @Test func `a full row space loses nothing, an empty one everything`() throws {
    let full = try FirstLayerCertificate(problem: Self.problem, weights: Matrix(identity: 12))
    #expect(full.value == 0 && full.rank == 12)
    #expect(try full.lostCovariance(subset: [1, 3]).trace == 0)
    let empty = try FirstLayerCertificate(problem: Self.problem, weights: Matrix(rows: 2, columns: 12))
    #expect(abs(empty.value - 1.5) <= 1e-15 && empty.rank == 0)
    #expect(throws: TheoryError.self) {
      try FirstLayerCertificate(problem: Self.problem, weights: Matrix(identity: 3))
    }
    #expect(throws: TheoryError.self) { try full.lostCovariance(subset: [1, 1]) }
    #expect(throws: TheoryError.self) { try full.lostCovariance(subset: [1, 4]) }
  }

  @Test func `sums over samples of the best predictor`() throws {
    let certificate = try Self.certificate()
    var sums = try CertificateSums(certificate)
    var tokens: [Float] = []
    var subsets: [Int] = []
    var outputs: [Float] = []
    var losses = 0.0
    for (sample, subset) in Subsets(of: Self.problem).enumerated() {
      let sequence = (0..<12).map { Float(($0 * 5 + sample * 7) % 11) / 4 - 1 }
      tokens += sequence
      subsets += subset
      var best = [Double](repeating: 0, count: 3)
      try sequence.withUnsafeBufferPointer { entries in
        try subset.withUnsafeBufferPointer { places in
          try best.withUnsafeMutableBufferPointer {
            try certificate.predict(tokens: entries, subset: places, into: $0)
          }
        }
      }
      outputs += best.map { Float($0) }
      for coordinate in 0..<3 {
        var projected = 0.0
        var target = 0.0
        for token in subset {
          for column in 0..<12 {
            projected += certificate.projection[token * 3 + coordinate, column] * Double(sequence[column])
          }
          target += Double(sequence[token * 3 + coordinate])
        }
        #expect(abs(projected / 2 - best[coordinate]) <= 1e-14)
        let error = best[coordinate] - target / 2
        losses += error * error
      }
    }
    try sums.add(tokens, subsets, outputs)
    #expect(sums.count == 6)
    #expect(abs(sums.lossSum - losses) <= 1e-5)
    #expect(sums.excess <= 1e-12)
    #expect(abs(sums.traceSum / 6 - certificate.value) <= 1e-14)
    #expect(abs(sums.risk - certificate.value) <= 1e-12)
    #expect(abs(sums.deviationSum - (sums.lossSum - sums.excessSum - sums.traceSum)) <= 1e-12)
    #expect(throws: TheoryError.self) { try sums.add(tokens, [1, 0] + subsets.dropFirst(2), outputs) }
    #expect(throws: TheoryError.self) { try sums.add(tokens, [1, 4] + subsets.dropFirst(2), outputs) }
    #expect(throws: TheoryError.self) { try sums.add(tokens, subsets, outputs + [1]) }
  }

  @Test func `the predicates say undecided for thin or broken data`() throws {
    let problem = Self.problem
    let infinite = Measured(estimate: 0, lower: -.infinity, upper: .infinity, falseAlarm: 1e-9)
    let broken = Measured(estimate: .nan, lower: .nan, upper: .nan, falseAlarm: 1e-9)
    for measured in [infinite, broken] {
      #expect(try F2RiskPredicate(problem: problem, rank: 4).judge(risk: measured).word == "undecided")
      #expect(try F3Predicate(problem: problem).judge(deviation: measured).word == "undecided")
    }
    let wide = Measured(estimate: 0.1, lower: -3, upper: 3, falseAlarm: 1e-9)
    #expect(try F3Predicate(problem: problem).judge(deviation: wide).word == "undecided")
    let centred = Measured(estimate: 0.01, lower: -0.01, upper: 0.03, falseAlarm: 1e-9)
    #expect(try F3Predicate(problem: problem).judge(deviation: centred).isVerified)
    let shifted = Measured(estimate: 0.02, lower: 0.01, upper: 0.03, falseAlarm: 1e-9)
    #expect(try F3Predicate(problem: problem).judge(deviation: shifted).isRefuted)
    let exact = Measured(estimate: 1e-16, lower: 1e-16, upper: 1e-16, falseAlarm: 1e-9)
    #expect(try F3Predicate(problem: problem).judge(deviation: exact).isVerified)
  }

  @Test func `the control variate is the loss less what is lost, and sees a predictor that sees more`() throws
  {
    let certificate = try Self.certificate()
    var (honest, peeking) = (try CertificateSums(certificate), try CertificateSums(certificate))
    for sample in 0..<60 {
      let subset = [sample % 3, 3]
      let sequence = (0..<12).map { Float(($0 * 5 + sample * 7 + sample * sample) % 11) / 4 - 1.25 }
      var best = [Double](repeating: 0, count: 3)
      try sequence.withUnsafeBufferPointer { entries in
        try subset.withUnsafeBufferPointer { places in
          try best.withUnsafeMutableBufferPointer {
            try certificate.predict(tokens: entries, subset: places, into: $0)
          }
        }
      }
      try honest.add(sequence, subset, best.map { Float($0) })
      try peeking.add(
        sequence, subset,
        (0..<3).map { a in subset.reduce(Float(0)) { $0 + sequence[$1 * 3 + a] } / 2 })
    }
    #expect(abs(honest.enumeratedCertificate - certificate.value) <= 1e-14)
    // The best predictor: nothing but the certificate is left.
    #expect(abs(honest.controlledRisk - certificate.value) <= 1e-6)
    #expect(abs(honest.lossSum - honest.lostSum) <= 1e-5)
    // The target itself: c = l, so loss - |l|^2 = -|l|^2.
    #expect(abs(peeking.lossSum) <= 1e-9)
    #expect(abs(peeking.crossSum + 2 * peeking.lostSum) <= 1e-6)
    #expect(
      abs(peeking.controlledRisk - certificate.value + peeking.lostSum / Double(peeking.count)) <= 1e-6)
    #expect(peeking.controlledRisk < 0.5 * certificate.value)
  }

  @Test func `the certificate and its closed form are told apart beyond rounding`() throws {
    let predicate = try F2RiskPredicate(problem: Self.problem, rank: 5)
    for (factor, word) in [(0.9, "verified"), (-0.9, "verified"), (1.1, "refuted"), (-1.1, "refuted")] {
      let shifted = 0.75 + factor * 2 * predicate.rounding
      #expect(predicate.judge(certificate: 0.75, closedForm: shifted).word == word)
    }
    for value in [Double.nan, .infinity] {
      #expect(predicate.judge(certificate: value).word == "undecided")
      #expect(predicate.judge(certificate: value, closedForm: 0.75).word == "undecided")
      #expect(predicate.judge(certificate: 0.75, closedForm: value).word == "undecided")
    }
  }

  @Test func `trained networks are judged against the line`() throws {
    let problem = try Problem(tokens: 8, dimension: 4, sparsity: 2)
    let predicate = try F10TrainedNetworksPredicate(problem: problem, width: 16, allowance: 0.05)
    let bound = try F2RiskLowerBound.value(problem: problem, width: 16)
    #expect(predicate.bound == bound && abs(predicate.allowedRisk - 1.05 * bound) <= 1e-15)
    for (factor, near, below) in [
      (1.01, "verified", "verified"), (1.049, "verified", "verified"), (1.051, "refuted", "verified"),
      (0.99, "verified", "refuted"), (.nan, "undecided", "undecided"), (.infinity, "undecided", "undecided"),
    ] {
      #expect(predicate.judge(near: factor * bound, standardError: 1e-4).word == near)
      #expect(predicate.judge(notBelow: factor * bound, standardError: 1e-4).word == below)
    }
    #expect(predicate.judge(near: 1.01 * bound, standardError: 0.1).word == "undecided")
    #expect(predicate.judge(notBelow: 1.01 * bound, standardError: 0.1).word == "undecided")
    #expect(predicate.judge(near: 1.01 * bound, standardError: .nan).word == "undecided")
    #expect(predicate.judge(near: 2, standardError: 0.1).isRefuted)
    let wide = try F10TrainedNetworksPredicate(problem: problem, width: 32, allowance: 0.005)
    #expect(wide.judge(near: 0.008, standardError: 1e-4).isVerified)
    #expect(wide.judge(near: 0.011, standardError: 1e-4).isRefuted)
    // A reader's own network is held to what the recipe's width of the same share of Td is.
    for (width, expected) in F10TrainedNetworksPredicate.allowances {
      #expect(F10TrainedNetworksPredicate.allowance(width: width, inputDimension: 32) == expected)
    }
    #expect(F10TrainedNetworksPredicate.allowance(width: 31, inputDimension: 32) == 0.045)
    #expect(F10TrainedNetworksPredicate.allowance(width: 3, inputDimension: 64) == 0.005)
    #expect(F10TrainedNetworksPredicate.allowance(width: 9, inputDimension: 64) == 0.02)
    for allowance in [0, -1, Double.nan, .infinity] {
      #expect(throws: TheoryError.self) {
        try F10TrainedNetworksPredicate(problem: problem, width: 16, allowance: allowance)
      }
    }
    #expect(throws: TheoryError.self) {
      try F10TrainedNetworksPredicate(problem: problem, width: -1, allowance: 0.05)
    }
  }
}

extension CertificateSums {
  /// Adds samples held in arrays.
  fileprivate mutating func add(_ tokens: [Float], _ subsets: [Int], _ outputs: [Float]) throws {
    try tokens.withUnsafeBufferPointer { tokens in
      try subsets.withUnsafeBufferPointer { subsets in
        try outputs.withUnsafeBufferPointer { outputs in
          try add(tokens: tokens, subsets: subsets, outputs: outputs)
        }
      }
    }
  }
}
