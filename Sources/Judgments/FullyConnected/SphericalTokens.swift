import Evidence
import Sim
import Theory

/// F2 and F3 beyond Gaussian tokens: drawn first layers with the best predictor, on spherical laws of vec(X).
///
/// F2 needs covariance I and `E[(I - Pi) vec(X) | Pi vec(X)] = 0`, which every spherical law has, so the predictor
/// `M_y Pi vec(X)` has exactly the risk cert(W). Its losses on a multivariate t are heavy-tailed. Their mean has an upper
/// end from their second moment, which is known: `(nu-2)/(nu-4)` (on the sphere `n/(n+2)`, n = Td) times the Gaussian
/// `E_y [2 tr A^2 + (tr A)^2]`, as |vec(X)| is independent of the direction. And each loss times `n/|vec(X)|^2` has, for
/// every spherical law, the law it has on the sphere of radius sqrt(n): mean cert(W), and at most n times the largest
/// eigenvalue of any A_y, so empirical Bernstein applies.
struct SphericalTokens: Experiment {
  let law: TokenLaw
  let width: Int
  /// Whether the scaled losses are held against the certificate of the layer without its last row.
  var withoutLastRow = false
  /// The number of samples in place of the effort's, for a calibration.
  var ownSamples: Int?

  static let all: [any Experiment] = [.sphere, .studentT(degreesOfFreedom: 6)].flatMap { law in
    [4, 16, 24].map { SphericalTokens(law: law, width: $0) }
  }

  /// The certificate without one row, for each law.
  static let nearMisses: [Control] = [TokenLaw.sphere, .studentT(degreesOfFreedom: 6)].map { law in
    .nearMiss(
      of: SphericalTokens(law: law, width: 16), "the certificate without the first layer's last row",
      check: "scaled losses", SphericalTokens(law: law, width: 16, withoutLastRow: true))
  }

  /// The problem, that of the trained networks.
  private var problem: Problem { get throws { try NetworkRecipe.mainProblem.problem() } }

  var claim: Claim { .f2RiskLowerBound }
  var name: String {
    "\(NetworkRecipe.mainProblem.name), width \(width), drawn, \(law.name)"
      + (withoutLastRow ? ", certificate without a row" : "")
  }

  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: width == 16 ? 1 : 0, standard: 1, thorough: withoutLastRow ? 1 : 2)
  }

  struct Row: EvidenceRow {
    let bound: F2RiskRow
    /// The mean of the losses scaled to the sphere, less the certificate, and its standard error.
    var deviation: Measured
    let deviationStandardError: Double

    static let columns: [Column<Row>] =
      F2RiskRow.columnsWithoutRisk.map { $0.of(\.bound) } + [
        Column("scaled deviation") { $0.deviation.estimate }
      ]
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    try sample(
      address: trial.address(settings),
      samples: ownSamples ?? settings.effort.pick(quick: 60_000, standard: 60_000, thorough: 200_000),
      falseAlarm: claim.falseAlarmPerTrial)
  }

  /// F2 for the mean loss and the certificate, and F3 for the scaled losses.
  func judge(_ row: Row) throws -> [Check] {
    let identity = try F3Predicate(problem: problem, resolution: 0.1)
    return try row.bound.checks(problem) + [
      Check(
        "scaled losses", identity.judge(deviation: row.deviation), falseAlarm: row.deviation.falseAlarm,
        detects: .init(
          reach: row.deviation.reach, standardError: row.deviationStandardError, of: row.bound.certificate,
          "of the certificate"))
    ]
  }

  /// Draws a first layer with normal weights, and samples of the best predictor's loss.
  private func sample(address: StreamAddress, samples: Int, falseAlarm: Double) throws -> Row {
    let problem = try problem
    let length = problem.inputDimension
    var weightStream = RandomStream(address.with(purpose: .initialization), step: 0)
    let weights = try Matrix(
      rows: width, columns: length, elements: (0..<(width * length)).map { _ in weightStream.normal() })
    let certificate = try FirstLayerCertificate(problem: problem, weights: weights)
    let law = try momentsOverSubsets(certificate)
    var stream = RandomStream(address, step: 0)
    var tokens = [Double](repeating: 0, count: length)
    var sum = 0.0
    let scaled = (0..<samples).map { _ in
      let square = self.law.fill(&tokens, &stream)
      let subset = stream.subset(size: problem.sparsity, of: problem.tokens)
      let loss = Self.loss(tokens, subset, certificate)
      sum += loss
      return loss * Double(length) / square
    }
    let sphere = try EmpiricalBernstein.mean(
      of: scaled, range: 0...(Double(length) * law.largest * (1 + 1e-9)), falseAlarm: falseAlarm / 2)
    let secondMoment = law.secondMoment * fourthMomentRatio(length)
    let risk = try NonnegativeLowerTail.mean(
      sum / Double(samples), secondMoment: secondMoment, samples: samples, falseAlarm: falseAlarm / 2)
    let stated =
      withoutLastRow
      ? try FirstLayerCertificate(
        problem: problem,
        weights: Matrix(
          rows: width - 1, columns: length, elements: Array(weights.elements.prefix((width - 1) * length))))
      : certificate
    return Row(
      bound: try F2RiskRow(
        certificate, enumerated: law.certificate, meanLoss: risk,
        standardError: (secondMoment / Double(samples)).squareRoot()),
      deviation: Measured(
        estimate: sphere.estimate - stated.value, lower: sphere.lower - stated.value,
        upper: sphere.upper - stated.value, falseAlarm: sphere.falseAlarm),
      deviationStandardError: SampleMean(scaled).standardError)
  }

  /// `|M_y (I - Pi) vec(X)|^2`.
  private static func loss(_ tokens: [Double], _ subset: [Int], _ certificate: FirstLayerCertificate)
    -> Double
  {
    let problem = certificate.problem
    var total = 0.0
    for coordinate in 0..<problem.dimension {
      var lost = 0.0
      for token in subset {
        let index = token * problem.dimension + coordinate
        lost += tokens[index]
        for (entry, value) in zip(certificate.projection.row(index), tokens) { lost -= entry * value }
      }
      lost /= Double(problem.sparsity)
      total += lost * lost
    }
    return total
  }

  /// `E|vec(X)|^4` as a share of the Gaussian one, n (n + 2).
  private func fourthMomentRatio(_ length: Int) -> Double {
    switch law {
    case .sphere: Double(length) / Double(length + 2)
    case .studentT(let nu): Double(nu - 2) / Double(nu - 4)
    case .gaussian, .logistic, .smoothedSigns: 1
    }
  }

  /// `E_y tr A`, `E_y [2 tr A^2 + (tr A)^2]` and the largest eigenvalue of any A_y.
  private func momentsOverSubsets(_ certificate: FirstLayerCertificate) throws -> (
    certificate: Double, secondMoment: Double, largest: Double
  ) {
    var (sum, traces, count, largest) = (0.0, 0.0, 0.0, 0.0)
    for subset in Subsets(of: certificate.problem) {
      let lost = try certificate.lostCovariance(subset: subset)
      traces += lost.trace
      sum += 2 * lost.squaredNorm + lost.trace * lost.trace
      largest = max(largest, lost.largestEigenvalue)
      count += 1
    }
    return (traces / count, sum / count, largest)
  }
}
